"""Reports of one event become a story: stars around the report that tells most, never chains.

    copied      sentences that copies of one article share are one report
    sentence    what one sentence tells twice is one: fired on boats, and killed eleven
    keys        what two reports must share to be compared: two slots, or a place smaller than a country, in some days
    links       pairs in which enough agrees and nothing known differs
    stars       the report that tells most takes those linked to it; a story then knows what any of them tells
    again       stories are compared as reports were, by all that they know, until none joins another

A slot that is not told joins nothing. One that is told and differs parts. Figures that differ do not part: that reports of one
event differ is what a story is to show.
"""
