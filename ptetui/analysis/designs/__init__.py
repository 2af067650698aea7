"""The designs of 2021, compared on any layout.

design      what they are, and what they are compared on
derived     each as a layout
kernels     the layouts of a kernel, and where a comparison changes
fit         which layouts can have a design
entries     what an entry can say under each
quantities  the table: a quantity a row, a design a column
"""
