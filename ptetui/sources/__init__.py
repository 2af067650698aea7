"""Where words come from: recordings, logs, dumps, processes, a machine in QEMU, and the model of a page's life.

A recording gives `Snapshot`s, the model `Moment`s, a log `ExplainedWord`s. `predictions` sets the model beside a
recording.
"""
