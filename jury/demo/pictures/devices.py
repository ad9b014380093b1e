"""Things with a plug or a battery, and sheets of paper."""

from .scene import Box, Scene, tone


def phone(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((270, 480, 560, 540), 0.5)
    scene.box((280, 60, 520, 530), tone(colour, -0.3), 0.3, 36)
    scene.box((292, 72, 508, 518), "#0f1620", 0.12, 26, across=False)
    scene.box((370, 84, 430, 98), "#000000", 0, 7)
    scene.box((312, 130, 488, 168), "#1e2a38", 0.1, 8)
    scene.box((326, 144, 420, 154), "#5d6e80", 0, 5)
    scene.box((312, 300, 488, 330), "#1e2a38", 0.1, 8)
    scene.box((320, 308, 446, 322), "#d9a441", 0.1, 6)
    for y in (360, 404, 448):
        scene.box((312, y, 488, y + 30), "#17212d", 0.1, 8)
        scene.box((326, y + 11, 326 + scene.rng.randint(50, 120), y + 19), "#46566a", 0, 4)
    return (300, 190, 500, 280)


def charger(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((250, 450, 640, 520))
    cable = [(500, 430), (600, 452), (660, 420), (690, 470), (640, 520), (540, 522)]
    scene.line(cable, "#e4e6e8", 11)
    scene.box((270, 250, 520, 480), colour, 0.14, 30)
    scene.box((478, 250, 520, 480), tone(colour, -0.16), 0.1, 26)
    scene.box((488, 340, 510, 396), "#4b5056", 0.2, 10)
    for y in (310, 400):
        pin = "#6a4a2c" if flaw == "burn" and y == 310 else "#c3b583"
        scene.box((178, y, 276, y + 20), pin, 0.3, 6, across=False)
    for row, length in enumerate((120, 90, 104)):
        scene.box((330, 340 + row * 26, 330 + length, 348 + row * 26), "#a9adb2", 0, 4)
    return (226, 262, 330, 366)


def device(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((230, 480, 590, 536))
    scene.box((250, 430, 420, 510), tone(colour, -0.1), 0.2, 18)
    scene.box((290, 130, 380, 460), colour, 0.22, 42)
    scene.oval((276, 76, 394, 190), tone(colour, 0.2), 0.2)
    scene.oval((296, 90, 374, 150), "#d8c08a", 0.35)
    for x, y in ((318, 108), (344, 108), (331, 126)):
        scene.oval((x, y, x + 12, y + 12), "#8b7440", 0.2)
    scene.oval((322, 250, 348, 276), "#ffffff", 0.1)
    scene.box((470, 250, 570, 510), "#f3ebe6", 0.12, 14)
    scene.box((486, 210, 554, 256), tone(colour, -0.2), 0.2, 10)
    scene.box((486, 330, 554, 344), tone(colour, -0.25), 0, 4)
    scene.box((486, 360, 532, 370), "#b9a8a4", 0, 4)
    return (290, 200, 380, 440)


def robot(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((170, 440, 640, 548))
    scene.oval((180, 300, 620, 530), tone(colour, -0.4), 0.2)
    scene.oval((180, 270, 620, 500), colour, 0.25)
    scene.oval((206, 284, 594, 484), tone(colour, 0.1), 0.12)
    scene.oval((340, 320, 460, 386), tone(colour, -0.3), 0.2)
    scene.oval((340, 306, 460, 368), tone(colour, 0.2), 0.2)
    scene.oval((384, 410, 416, 430), "#101317", 0.2)
    scene.line([(220, 440), (300, 490)], tone(colour, 0.3), 2)
    return (250, 320, 560, 460)


def camera(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((180, 460, 640, 524))
    scene.box((300, 190, 480, 260), colour, 0.2, 20)
    scene.box((200, 230, 610, 490), colour, 0.2, 26)
    scene.box((200, 300, 610, 440), tone(colour, -0.35), 0.12, 4)
    scene.oval((540, 206, 590, 236), tone(colour, 0.3), 0.25)
    scene.box((226, 214, 276, 236), tone(colour, 0.25), 0.2, 6)
    scene.oval((296, 254, 508, 466), "#9ba1a8", 0.35)
    scene.oval((312, 270, 492, 450), "#15181c", 0.3)
    scene.box((352, 326, 452, 394), "#34404d", 0.35, 4)
    scene.oval((526, 262, 548, 284), "#b03a2e", 0.2)
    return (206, 424, 604, 488)


def ticket(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((120, 200, 700, 450), 0.4)
    scene.box((120, 180, 680, 420), colour, 0.3, 16)
    for top in range(196, 410, 22):
        scene.oval((546, top, 556, top + 10), "#efeaf6", 0)
    for dot in range(14):
        x, y = scene.rng.uniform(140, 520), scene.rng.uniform(190, 250)
        scene.oval((x, y, x + 5, y + 5), tone(colour, 0.5 + dot % 3 * 0.1), 0)
    for bar in range(13):
        left = 580 + bar * 6
        scene.box((left, 220, left + scene.rng.choice((2, 3, 4)), 380), "#171320", 0)
    scene.box((150, 370, 330, 382), tone(colour, 0.4), 0, 5)
    scene.box((150, 394, 270, 402), tone(colour, 0.3), 0, 4)
    return (130, 250, 540, 350)


def document(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((170, 90, 660, 540), 0.35)
    scene.box((180, 50, 620, 540), colour, 0.02, 4)
    scene.box((220, 90, 430, 106), "#3c4148", 0, 5)
    y = 130
    while y < 500:
        if not 240 < y < 320:
            end = scene.rng.randint(470, 580)
            scene.box((220, y, end, y + 7), "#b4b8bd", 0, 3)
            if flaw == "marks" and scene.rng.random() < 0.3:
                start = scene.rng.randint(230, 400)
                scene.line([(start, y + 11), (start + 70, y + 11)], "#c0392b", 3)
        y += 24
    if flaw == "marks":
        scene.arc((206, 236, 600, 326), 0, 360, "#c0392b", 4)
    return (220, 250, 586, 312)


SHAPES = {
    "phone": phone,
    "charger": charger,
    "device": device,
    "robot": robot,
    "camera": camera,
    "ticket": ticket,
    "document": document,
}
