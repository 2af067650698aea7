"""What can be done in a talk."""

from ptetui.tui.actions import Action

ACTIONS = (
    Action("talk.next", "right,space,pagedown,n,down,j", "next", "the next point or slide; 1 to 9 answer a question",
           "next", "Talk"),
    Action("talk.previous", "left,pageup,backspace,p,up,k", "previous", "the point before, or the slide before", "back",
           "Talk"),
    Action("slide.next", "right_square_bracket", "slide(1)", "a whole slide on", "", "Talk"),
    Action("slide.previous", "left_square_bracket", "slide(-1)", "a whole slide back", "", "Talk"),
    Action("slide.first", "home", "edge(0)", "the title", "", "Talk"),
    Action("slide.last", "end", "edge(1)", "the last slide", "", "Talk"),
    Action("slide.jump", "g", "jump", "to a slide by number or caption", "go to", "Talk"),
    Action("talk.index", "i", "index", "all slides, to choose from", "index", "Talk"),
    Action("talk.tours", "o", "tours", "another tour", "tours", "Talk"),
    Action("talk.live", "enter", "live", "leave the script: play with what the slide shows; 6 returns", "play", "Talk"),
    Action("talk.motion", "m", "motion", "the bits of this slide on their way, once more", "motion", "Talk"),
    Action("laser.right", "l", "laser(-1)", "point at a bit of the slide, then at the next lower one", "laser",
           "Laser", pair="laser.left"),
    Action("laser.left", "h", "laser(1)", "point at the next higher bit", "", "Laser"),
    Action("laser.field", "L", "laser_field(-1)", "point at the next field", "", "Laser"),
    Action("laser.field_back", "H", "laser_field(1)", "point at the field before", "", "Laser"),
    Action("talk.blank", "b,full_stop", "blank", "a blank screen, and the slide again", "blank", "Room"),
    Action("talk.footer", "f", "footer", "the slide's number and the keys below, shown or not", "keys", "Room"),
    Action("talk.timer", "T", "timer", "the time since the start, or what is left, shown or not", "timer", "Room"),
    Action("talk.restart", "R", "restart", "restart the clock", "", "Room"),
)  # fmt: skip
