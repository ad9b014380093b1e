"""Things that stand in a home: crockery, furniture, kitchen machines, boxes."""

from .scene import Box, Scene, tone


def mug(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((250, 468, 600, 520))
    scene.arc((456, 272, 610, 430), -102, 104, tone(colour, -0.18), 22)
    scene.box((270, 215, 530, 500), colour, 0.3, 46)
    scene.box((270, 215, 530, 300), colour, 0.3)
    scene.oval((270, 190, 530, 246), tone(colour, 0.25), 0.1)
    scene.oval((284, 197, 516, 240), tone(colour, -0.45), 0.25)
    scene.box((300, 260, 316, 450), tone(colour, 0.4), 0.05, 8)
    return (330, 240, 480, 485)


def sofa(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((90, 505, 720, 560))
    for x in (160, 620):
        scene.box((x, 500, x + 22, 536), "#5d4630")
    scene.box((130, 230, 670, 440), colour, 0.12, 34, across=False)
    for x in (150, 326, 502):
        scene.box((x, 246, x + 150, 400), tone(colour, 0.06), 0.12, 26, across=False)
    scene.box((120, 380, 680, 506), tone(colour, -0.12), 0.1, 20, across=False)
    for x in (152, 328, 504):
        scene.box((x, 372, x + 148, 434), tone(colour, 0.1), 0.14, 20, across=False)
    for x in (84, 640):
        scene.box((x, 300, x + 78, 512), tone(colour, -0.04), 0.2, 32)
    return (330, 440, 480, 500)


def cabinet(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((80, 500, 730, 556))
    for x in (130, 640):
        scene.area([(x, 470), (x + 30, 470), (x + 22, 536), (x + 10, 536)], tone(colour, -0.3))
    scene.box((100, 230, 700, 480), colour, 0.2, 8)
    scene.box((100, 230, 700, 250), tone(colour, 0.2), 0.1, 6)
    for x in (122, 314, 506):
        scene.box((x, 266, x + 172, 464), tone(colour, 0.08), 0.16, 5)
        for grain in range(4):
            y = 292 + grain * 42 + scene.rng.uniform(-8, 8)
            scene.line([(x + 14, y), (x + 90, y + 6), (x + 156, y - 4)], tone(colour, -0.18), 1.3)
        scene.oval((x + 146, 352, x + 162, 368), "#caa45c", 0.3)
    return (100, 230, 700, 480)


def desk(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((110, 520, 720, 562), 0.35)
    for x in (170, 600):
        scene.box((x, 290, x + 34, 530), "#4a4f55", 0.25)
        scene.box((x - 42, 524, x + 76, 540), "#3b3f44", 0.2, 6)
    if flaw != "missing":
        scene.box((204, 306, 600, 326), "#4a4f55", 0.15)
    else:
        for x in (208, 574):
            scene.oval((x, 308, x + 18, 326), "#15171a", 0.2)
    lean = 14 if flaw == "missing" else 0
    top = [(90, 252 + lean), (710, 252 - lean), (716, 280 - lean), (84, 280 + lean)]
    scene.area(top, colour, 0.2)
    scene.line([(100, 266 + lean), (700, 266 - lean)], tone(colour, -0.15), 1.4)
    return (204, 300, 600, 330)


def machine(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((210, 472, 600, 524))
    scene.box((230, 130, 570, 500), colour, 0.22, 16)
    scene.box((230, 130, 570, 196), tone(colour, -0.35), 0.12, 16)
    scene.box((262, 150, 372, 176), "#10161c", 0.1, 5)
    for x in (430, 474, 518):
        scene.oval((x, 150, x + 26, 176), tone(colour, 0.45), 0.25)
    scene.box((262, 220, 538, 470), tone(colour, 0.12), 0.16, 10)
    scene.box((300, 236, 500, 250), tone(colour, -0.5), 0.2, 7)
    return (230, 300, 570, 500)


def espresso(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((200, 470, 640, 526))
    scene.box((230, 440, 590, 506), tone(colour, -0.4), 0.2, 14)
    scene.box((246, 436, 470, 450), "#8d949b", 0.2, 4)
    scene.box((450, 150, 590, 490), colour, 0.22, 18)
    scene.box((230, 130, 590, 270), colour, 0.2, 22)
    scene.box((250, 152, 350, 196), "#10161c", 0.12, 6)
    for x in (380, 430, 480):
        scene.oval((x, 156, x + 34, 190), "#d9dcdf", 0.25)
    scene.oval((540, 220, 566, 246), "#b9bec3", 0.3)
    scene.box((300, 268, 400, 300), "#9aa1a8", 0.3, 6)
    scene.box((336, 300, 364, 324), "#70767d", 0.3, 4)
    scene.line([(300, 290), (206, 300)], "#2a2522", 18)
    scene.box((312, 380, 388, 440), "#f2efe9", 0.2, 12)
    scene.arc((372, 392, 408, 426), -90, 90, "#d8d4cc", 7)
    scene.oval((312, 372, 388, 392), "#4a2f1d", 0.2)
    return (460, 290, 580, 480)


def box(scene: Scene, colour: str, flaw: str) -> Box:
    card = "#b98f60"
    scene.shadow((170, 470, 660, 530))
    scene.area([(180, 270), (130, 190), (300, 160), (330, 250)], tone(card, 0.12))
    scene.area([(620, 270), (680, 196), (500, 160), (470, 250)], tone(card, 0.05))
    scene.area([(180, 270), (620, 270), (560, 226), (240, 226)], "#3a2b1c", 0.3, across=False)
    if flaw == "empty":
        scene.area([(250, 232), (550, 232), (590, 264), (212, 264)], "#22262c", 0.25)
        scene.area([(300, 240), (500, 240), (520, 260), (280, 260)], "#0e1114", 0.1)
    else:
        scene.area([(250, 232), (550, 232), (590, 264), (212, 264)], colour, 0.2)
    scene.area([(180, 270), (620, 270), (606, 505), (194, 505)], card, 0.14)
    scene.box((370, 270, 430, 504), tone(card, 0.22), 0.08)
    scene.area([(330, 510), (262, 558), (204, 540), (180, 270), (330, 300)], tone(card, -0.12))
    return (460, 300, 600, 480)


def curtain(scene: Scene, colour: str, flaw: str) -> Box:
    scene.box((210, 90, 590, 500), "#e9f1f5", 0.08, 2, across=False)
    scene.box((396, 90, 404, 500), "#c2c8cc")
    scene.box((210, 286, 590, 294), "#c2c8cc")
    scene.line([(110, 70), (690, 70)], "#5d4a38", 9)
    bottom = 440 if flaw == "short" else 540
    for left in (120, 500):
        for fold in range(6):
            x = left + fold * 30
            scene.box((x, 66, x + 32, bottom + fold % 2 * 4), colour, 0.28, 4)
            scene.oval((x + 8, 58, x + 22, 76), "#c9b48a", 0.3)
    if flaw == "short":
        for y in (446, 536):
            scene.line([(700, y), (730, y)], "#c0392b", 3)
        scene.line([(715, 446), (715, 536)], "#c0392b", 3)
    return (120, 100, 680, bottom)


SHAPES = {
    "mug": mug,
    "sofa": sofa,
    "cabinet": cabinet,
    "desk": desk,
    "machine": machine,
    "espresso": espresso,
    "box": box,
    "curtain": curtain,
}
