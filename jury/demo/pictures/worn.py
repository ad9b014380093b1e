"""Things people wear."""

from .scene import Box, Scene, tone


def jacket(scene: Scene, colour: str, flaw: str) -> Box:
    scene.line([(400, 62), (400, 96), (300, 140)], "#6b6f74", 5)
    scene.line([(400, 96), (500, 140)], "#6b6f74", 5)
    for sign in (-1, 1):
        sleeve = [(400 + sign * dx, y) for dx, y in ((96, 132), (160, 180), (206, 430), (150, 440))]
        scene.area([*sleeve, (400 + sign * 108, 250)], tone(colour, -0.12), 0.16)
    body = [(318, 122), (482, 122), (520, 200), (536, 530), (264, 530), (280, 200)]
    scene.area(body, colour, 0.2)
    for sign in (-1, 1):
        lapel = [(400, 250), (400 + sign * 82, 122), (400 + sign * 30, 116), (400 + sign * 4, 180)]
        scene.area(lapel, tone(colour, 0.14), 0.1)
        pocket = sorted((400 + sign * 48, 400 + sign * 112))
        scene.box((pocket[0], 380, pocket[1], 394), tone(colour, -0.3), 0.1, 4)
    scene.line([(400, 250), (400, 528)], tone(colour, -0.35), 2.4)
    for y in (280, 350, 420):
        scene.oval((406, y, 424, y + 18), tone(colour, -0.55), 0.3)
    scene.line([(218, 404), (226, 470)], "#e9e4d8", 1.6)
    scene.box((204, 466, 250, 532), "#f6f2e8", 0.05, 4)
    return (290, 300, 510, 500)


def dress(scene: Scene, colour: str, flaw: str) -> Box:
    gold = "#d8b15a"
    for sign in (-1, 1):
        sleeve = [(400 + sign * dx, y) for dx, y in ((50, 104), (110, 116), (290, 330), (210, 420))]
        scene.area([*sleeve, (400 + sign * 80, 240)], tone(colour, -0.08), 0.18)
        cuff = [(400 + sign * dx, y) for dx, y in ((290, 330), (210, 420), (222, 432), (304, 340))]
        scene.area(cuff, gold, 0.15)
    scene.area([(345, 100), (455, 100), (480, 290), (320, 290)], colour, 0.2)
    scene.area([(322, 286), (478, 286), (590, 540), (210, 540)], tone(colour, -0.06), 0.22)
    for fold in range(9):
        x = 330 + fold * 17.5
        scene.line([(x, 300), (230 + fold * 42.5, 534)], tone(colour, -0.26), 2)
    scene.area([(214, 524), (586, 524), (592, 544), (208, 544)], gold, 0.16)
    scene.area([(350, 100), (450, 100), (410, 230), (390, 230)], "#f4ece0", 0.06)
    scene.line([(350, 100), (402, 236)], gold, 7)
    scene.line([(450, 100), (398, 236)], gold, 7)
    scene.box((318, 272, 482, 300), gold, 0.25, 4)
    return (300, 300, 500, 520)


def shoes(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((120, 462, 690, 520))
    for dx, dy, by in ((70, -50, -0.22), (0, 0, 0.0)):
        shade = tone(colour, by)
        upper = [(150, 340), (196, 306), (262, 330), (350, 360), (470, 400), (560, 430)]
        points = [(x + dx, y + dy) for x, y in [*upper, (572, 466), (146, 470)]]
        scene.area(points, shade, 0.2)
        toe = [(470, 400), (560, 430), (574, 466), (462, 466)]
        scene.area([(x + dx, y + dy) for x, y in toe], tone(shade, 0.2), 0.15)
        swoosh = [(214, 440), (330, 440), (440, 396), (330, 414)]
        scene.area([(x + dx, y + dy) for x, y in swoosh], "#f4f1ea", 0.05)
        for lace in range(4):
            x, y = 276 + lace * 40 + dx, 336 + lace * 14 + dy
            scene.line([(x, y), (x + 26, y - 14)], "#fafafa", 5)
        scene.box((140 + dx, 462 + dy, 584 + dx, 498 + dy), "#efeade", 0.12, 16)
        scene.line([(146 + dx, 484 + dy), (578 + dx, 484 + dy)], "#c7bfae", 2)
    return (170, 468, 560, 492)


def boots(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((150, 476, 680, 530))
    for dx, by in ((190, 0.08), (0, 0.0)):
        shade = tone(colour, by)
        leg = [(190, 180), (310, 180), (318, 380), (400, 420), (426, 480), (186, 480)]
        scene.area([(x + dx, y) for x, y in leg], shade, 0.34)
        scene.oval((190 + dx, 166, 310 + dx, 196), tone(shade, 0.2), 0.2)
        scene.oval((202 + dx, 172, 298 + dx, 192), "#0d0c0c", 0.1)
        scene.area(
            [(x + dx, y) for x, y in ((306, 260), (330, 262), (326, 340), (304, 340))],
            tone(shade, -0.4),
            0.1,
        )
        scene.box((182 + dx, 476, 432 + dx, 492), "#5b4a3b", 0.2, 6)
        scene.box((184 + dx, 488, 260 + dx, 514), "#4a3b2f", 0.2, 3)
        scene.line([(214 + dx, 200), (220 + dx, 440)], tone(shade, 0.3), 3)
    return (200, 420, 600, 512)


def watch(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((300, 250, 530, 480), 0.4)
    strap = "#4b3526"
    scene.box((340, 60, 460, 220), strap, 0.25, 22)
    scene.box((340, 400, 460, 560), strap, 0.25, 22)
    for y in (80, 420):
        scene.line([(352, y), (352, y + 120)], tone(strap, 0.3), 1.6)
        scene.line([(448, y), (448, y + 120)], tone(strap, 0.3), 1.6)
    scene.box((520, 296, 548, 324), "#9aa0a6", 0.3, 6)
    scene.oval((272, 182, 528, 438), "#aeb3b8", 0.35)
    scene.oval((292, 202, 508, 418), tone(colour, 0.5), 0.14)
    for hour in range(12):
        turn = complex(0, -1) * complex(0.8660254, 0.5) ** hour
        near, far = turn * 84, turn * 98
        ends = [(400 + p.real, 310 + p.imag) for p in (near, far)]
        scene.line(ends, "#8c7432" if flaw == "scratch" else "#33373c", 5)
    scene.line([(400, 310), (352, 268)], "#2a2d31", 7)
    scene.line([(400, 310), (462, 262)], "#2a2d31", 4)
    scene.line([(400, 330), (384, 390)], "#b03a2e", 2)
    scene.oval((392, 302, 408, 318), "#2a2d31", 0.2)
    return (300, 215, 500, 408)


SHAPES = {"jacket": jacket, "dress": dress, "shoes": shoes, "boots": boots, "watch": watch}
