"""Playing journeys on the phone: each step by the taps that a person would make.

`ways` knows how a screen is reached, `gestures` which taps carry out a step, `offers` what a page
offers to tap, `finger` taps it, `target` is what a journey's player plays against, `opening`
begins a story.
"""
