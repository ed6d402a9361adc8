r"""What a terminal sends, as regular expressions over bytes: keys, and the answers that were asked for by somebody.

A sequence begins with ESC and a second byte, or with one byte of the C1 set, alone or as UTF-8. Nobody types a C1 byte;
but ESC `[` may be two keys that came in one packet. So what no terminal sends is taken for what was typed, and a
sequence that broke off is the less likely to be typed the more of it is there. ECMA-48 calls the kinds CSI, SS3, OSC,
DCS and APC.
"""

import re

_CSI = rb"(?:\x1b\[|\xc2\x9b|\x9b)"
_SS3 = rb"(?:\x1bO|\xc2\x8f|\x8f)"
_OSC = rb"(?:\x1b\]|\xc2\x9d|\x9d)"
_DCS = rb"(?:\x1bP|\xc2\x90|\x90)"
_APC = rb"(?:\x1b_|\xc2\x9f|\x9f)"

_MOST = rb"{0,240}"
"""Bytes of parameters in one piece: kitty sends whole words as numbers. What is longer is swallowed unread."""

TEXT = re.compile(
    rb"""
      [\x00-\x1a\x1c-\x7f]+
    | (?!\xc2[\x80-\x9f])(?:
        [\xc2-\xdf][\x80-\xbf] | \xe0[\xa0-\xbf][\x80-\xbf] | \xed[\x80-\x9f][\x80-\xbf]
      | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3}
      | \xf4[\x80-\x8f][\x80-\xbf]{2} )
    """,
    re.VERBOSE,
)
"""Characters in UTF-8, without ESC and the C1 set."""

TORN_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")
"""What may be the beginning of one, at the end of what has come."""

PASTE_START = re.compile(_CSI + rb"200~")
PASTE_END = re.compile(_CSI + rb"201~")
TORN_PASTE_END = re.compile(rb"(?:(?:\x1b|\xc2?\x9b|\x1b\[)(?:2(?:0(?:1)?)?)?|\xc2)\Z")

TORN_COLOUR = re.compile(rb"\x1b(?:\[[0-?]*)?\Z")
"""The beginning of what is taken out of a paste."""

SEQUENCE = re.compile(
    _CSI
    + rb"""(?P<csi>
        M[\x20-\xff][\x21-\xff]{2}                    # a mouse of the old kind
      | [<=>?][0-?]"""
    + _MOST
    + rb"""[ -/]{0,3}[@-~]                            # nearly all answers
      | [0-9]{1,3};1[A-DFHPQSu~]:[1-3]                # what happened to a key, as Windows has put it
      | (?=[0-9:]*;)[0-;]"""
    + _MOST
    + rb"""[ -/]{0,3}[@-~]                            # keys with modifiers, positions, sizes, modes
      | [0-9]{1,3}\$                                  # shift in rxvt
      | [0-9:]{1,40}(?:[~^@uA-SZ]|(?<=[\[\x9b][03])n|(?<=[\[\x9b][12])t)
      | \[[A-E]                                       # function keys of the Linux console
      | [A-ILN-SZa-d~]
    )|"""
    + _SS3
    + rb"""(?P<ss3>[0-9;]{0,5}[A-FHIMP-SXa-dj-y])|"""
    + _OSC
    + rb"""(?:[0-9]{1,5}|[lL][^\x00-\x1f\x7f]{0,1000})(?:\x07|\x1b\\)""",
    re.VERBOSE,
)
"""A whole sequence that a terminal sends, but for the strings whose length nobody knows."""

STRING = re.compile(
    _OSC
    + rb"[0-9]{1,5};|"
    + _DCS
    + rb"[0-9;:]{0,12}[!+$=>?]|"
    + _APC
    + rb"G|"
    + rb"(?P<numbers>"
    + _CSI
    + rb"[0-?]{243})",
)
"""The beginning of a string of any length (and of a sequence of an absurd one)."""

STRING_END = re.compile(
    rb"\x07|\x1b\\|\xc2\x9c|(?<![\x80-\xff])\x9c|[\x18\x1a]|(?=\x03)|(?=\x1b[^\\])",
)
"""Where it ends: as it should, or broken off by CAN, SUB, ctrl+c or another sequence."""

NUMBERS_END = re.compile(rb"[@-~]|(?=[\x00-\x1f\x7f-\xff])")
"""Where a sequence of an absurd length ends."""

OPENED = re.compile(rb"\x1b(?:[\[O\]P_]|\[\[)\Z")
"""It may be a sequence, and it may be two keys."""

TITLE = re.compile(_OSC + rb"[lL][^\x00-\x1f\x7f]{0,1000}\x1b?\Z")
"""The same, of a title that a window reports."""

BEGUN = re.compile(
    rb"(?:\xc2?\x8f|\xc2?\x90|\xc2?\x9b|\xc2?\x9d|\xc2?\x9f)\Z|"
    + _CSI
    + rb"(?:M[\x20-\xff]?[\x21-\xff]?|[<=>?]?[0-?]{0,242}[ -/]{0,3}|\[)\Z|"
    + _SS3
    + rb"[0-9;]{0,5}\Z|"
    + _OSC
    + rb"[0-9]{0,5}\x1b?\Z|"
    + _DCS
    + rb"[0-9;:]{0,12}\Z|"
    + _APC
    + rb"\Z",
)
"""The beginning of a sequence at the end of what has come."""

LATE_REST = re.compile(
    rb"\x1b(?:\[(?:[<=>?][0-9]|[0-9]+[;:]|20[01]~)|\][0-9]+(?:;|\x07|\x1b\\)|P[0-9;:]*[!+$=>?]|_G"
    rb"|\][lL][^\x00-\x1f\x7f]*(?:\x07|\x1b\\))"
)
"""ESC and what comes later, in one piece: together the beginning of a sequence. Nobody types this at once."""

STRING_REST = re.compile(rb"[^\x00-\x1f\x7f]*(?:\x07|\x1b\\|\x9c)|[^\x00-\x1f\x7f]{8,}\Z")
"""What goes on with a string that was given up."""

BROKEN = re.compile(_CSI + rb"(?:[<=>?][0-?]*|[0-9:]*;[0-?]*)[ -/]*|(?:\xc2\x9b|\x9b)[0-?]*[ -/]*")
"""The beginning of a sequence that nobody types, and that broke off."""
