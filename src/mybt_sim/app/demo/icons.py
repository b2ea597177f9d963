"""Small drawings of one line weight, 24 × 24, in the colour of the text around them."""

from mybt_sim.app.markup import Html

PATHS = {
    "home": "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1Z",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4ZM10 21h4",
    "chat": "M4 5h16v11H10l-4 4v-4H4Z",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "back": "M15 5l-7 7 7 7",
    "next": "M9 5l7 7-7 7",
    "news": "M4 5h13v14H6a2 2 0 0 1-2-2ZM17 9h3v8a2 2 0 0 1-3 2M7 9h7M7 13h7M7 16h4",
    "tag": "M4 4h8l8 8-8 8-8-8ZM8.5 8.5h.01",
    "pin": "M12 21s7-6.2 7-11a7 7 0 0 0-14 0c0 4.8 7 11 7 11ZM12 12.5a2.5 2.5 0 1 0 0-5 "
    "2.5 2.5 0 0 0 0 5Z",
    "wifi": "M3 9a14 14 0 0 1 18 0M6 12.5a9.5 9.5 0 0 1 12 0M9 16a5 5 0 0 1 6 0M12 19.5h.01",
    "globe": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
    "help": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3"
    "-1 .8-1 1.7M12 17h.01",
    "wallet": "M4 7h15a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1h12M16 13h.01",
    "card": "M3 6h18v12H3ZM3 10h18M6 15h4",
    "handshake": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3 2",
    "swap": "M7 4 4 7l3 3M4 7h13M17 14l3 3-3 3M20 17H7",
    "plus": "M12 5v14M5 12h14",
    "film": "M4 5h16v14H4ZM8 5v14M16 5v14M4 9.5h4M4 14.5h4M16 9.5h4M16 14.5h4",
    "pause": "M8 5v14M16 5v14",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
    "chart": "M4 20V4M4 20h16M8 20v-6M12 20V9M16 20v-9M20 20V6",
    "unlink": "M9 7H7a5 5 0 0 0 0 10h2M15 7h2a5 5 0 0 1 0 10h-2M9 12h6",
    "check": "M5 12.5 10 17.5 19 7.5",
    "cross": "M6 6l12 12M18 6 6 18",
    "phone": "M6 3h4l1.5 5-2.5 2a12 12 0 0 0 5 5l2-2.5 5 1.5v4a2 2 0 0 1-2 2A17 17 0 0 1 4 5"
    "a2 2 0 0 1 2-2Z",
    "mobile": "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2",
    "paper": "M6 3h8l4 4v14H6ZM14 3v4h4M9 12h6M9 16h6",
    "bank": "M4 9l8-5 8 5M5 9v9M9.7 9v9M14.3 9v9M19 9v9M3 20h18",
    "signal": "M4 19h.01M9 19v-5M14 19v-9M19 19V5",
    "sms": "M4 5h16v11H10l-4 4v-4H4ZM8 9h8M8 12h5",
    "out": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0",
    "lock": "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "gear": "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2"
    "M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2",
    "calendar": "M4 6h16v14H4ZM4 10h16M8 3.5V8M16 3.5V8",
    "fork": "M7 4v5a5 5 0 0 0 5 5 5 5 0 0 1 5 5M17 4v5a5 5 0 0 1-5 5 5 5 0 0 0-5 5",
    "show": "M3 4h18v12H3ZM12 16v4M8 20h8",
    "undo": "M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
    "warn": "M12 4 2.5 20h19ZM12 10v4M12 17h.01",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5M12 8h.01",
}


def icon(name: str) -> Html:
    """A drawing by its name; it says nothing to a screen reader."""
    return Html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
        f'focusable="false"><path d="{PATHS[name]}"/></svg>'
    )
