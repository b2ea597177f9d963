"""The phone of the demo page: a demo on the server, its actions, and a widget that shows it.

Knowledge goes one way: handset, setting and story; session; view; components; screens and panels;
page; playback; actions; sessions and widget. `make check` enforces it.
"""
