"""Things that grow, are eaten or drunk."""

import math

from .scene import Box, Scene, tone


def fruit(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((120, 450, 690, 530))
    scene.box((120, 300, 680, 510), "#b98f60", 0.15, 10)
    scene.box((136, 312, 664, 420), "#e9dfc9", 0.1, 8)
    for row, y in enumerate((232, 334)):
        for column in range(4 - row):
            x = 144 + column * 124 + row * 62
            rotten = flaw == "mould" and (row * 4 + column) % 4 != 1
            _peach(scene, x, y, tone(colour, -0.25) if rotten else colour)
            if rotten:
                spot = (x + scene.rng.uniform(40, 80), y + scene.rng.uniform(40, 80))
                scene.blob(spot, scene.rng.uniform(46, 70), "#6e4a2c")
                scene.blob(spot, scene.rng.uniform(18, 28), "#c9cdbf")
    scene.box((120, 430, 680, 512), "#a87d4f", 0.14, 8)
    return (150, 240, 650, 430)


def _peach(scene: Scene, x: float, y: float, colour: str) -> None:
    scene.oval((x, y, x + 118, y + 118), colour, 0.24)
    scene.glow((x + 18, y + 14, x + 62, y + 54), "#ffffff", 0.4, 8)
    scene.arc((x + 44, y - 10, x + 104, y + 116), 100, 200, tone(colour, -0.2), 3)


def plant(scene: Scene, colour: str, flaw: str) -> Box:
    wilted = flaw == "wilt"
    scene.shadow((280, 510, 560, 556))
    for side, reach, height in (
        (-1, 190, 150), (1, 200, 170), (-1, 120, 80), (1, 110, 70), (-1, 30, 40), (1, 150, 280),
    ):  # fmt: skip
        tip_y = 330 + height * 0.5 if wilted else height + 30
        tip = (400 + side * reach, tip_y)
        bend = (400 + side * reach * 0.5, min(tip_y, 250) - 20)
        scene.line([(400, 430), bend, tip], tone(colour, -0.2), 6)
        leaf = "#4a4a33" if wilted and height > 75 else colour
        _leaf(scene, tip, side, leaf, drooping=wilted)
    scene.area([(310, 410), (490, 410), (466, 540), (334, 540)], "#b5673f", 0.25)
    scene.box((300, 396, 500, 424), "#c2744a", 0.2, 6)
    return (200, 200, 600, 400)


def _leaf(scene: Scene, tip: tuple[float, float], side: int, colour: str, drooping: bool) -> None:
    turn = math.radians(75 if drooping else 15) * side
    points = []
    for step in range(41):
        angle = step / 40 * 2 * math.pi
        notch = 0.62 if step % 7 in (3, 4) and not drooping else 1.0
        x = (54 if drooping else 74) * math.cos(angle) * notch
        y = (22 if drooping else 54) * math.sin(angle) * notch
        points.append(
            (
                tip[0] + x * math.cos(turn) - y * math.sin(turn),
                tip[1] + x * math.sin(turn) + y * math.cos(turn),
            )
        )
    scene.area(points, colour, 0.22)
    far = (tip[0] + 50 * math.cos(turn), tip[1] + 50 * math.sin(turn))
    back = (tip[0] - 50 * math.cos(turn), tip[1] - 50 * math.sin(turn))
    scene.line([back, far], tone(colour, 0.25), 2)


def cake(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((170, 462, 650, 530))
    scene.oval((170, 440, 630, 520), "#e6e6e3", 0.12)
    if flaw == "collapsed":
        return _collapsed(scene, colour)
    scene.box((230, 300, 570, 480), colour, 0.16, 18)
    scene.oval((230, 440, 570, 500), tone(colour, -0.06), 0.16)
    scene.oval((230, 262, 570, 336), tone(colour, 0.5), 0.06)
    for drip in range(8):
        x = 240 + drip * 41
        scene.box((x, 300, x + 30, 340 + scene.rng.randint(0, 40)), tone(colour, 0.5), 0.06, 15)
    for berry in range(6):
        _strawberry(scene, 262 + berry * 46, 262 + abs(2.5 - berry) * 5)
    scene.box((392, 190, 408, 268), "#7fb2d9", 0.2, 4)
    scene.oval((391, 166, 409, 194), "#f2b632", 0.25)
    return (250, 340, 550, 440)


def _collapsed(scene: Scene, colour: str) -> Box:
    slump = [(210, 480), (236, 410), (300, 386), (360, 340), (430, 372), (520, 356), (596, 430)]
    scene.area([*slump, (622, 490), (400, 510)], colour, 0.16)
    scene.area([(300, 386), (360, 340), (430, 372), (400, 430), (330, 430)], "#e8c98f", 0.12)
    for x, y in ((250, 440), (440, 400), (520, 450), (350, 470), (610, 486), (180, 488)):
        scene.blob((x, y), scene.rng.uniform(40, 74), tone(colour, 0.5), 0.2)
    for x, y in ((200, 476), (300, 420), (470, 466), (560, 410), (660, 500), (390, 490)):
        _strawberry(scene, x, y)
    scene.line([(520, 500), (640, 474)], "#7fb2d9", 13)
    return (250, 380, 550, 480)


def _strawberry(scene: Scene, x: float, y: float) -> None:
    scene.oval((x, y, x + 42, y + 40), "#cf2f3c", 0.25)
    scene.area([(x + 8, y + 8), (x + 21, y - 6), (x + 34, y + 8), (x + 21, y + 14)], "#4f8a3c", 0.1)
    for dot in range(4):
        dx, dy = 10 + dot % 2 * 16, 18 + dot // 2 * 10
        scene.oval((x + dx, y + dy, x + dx + 3, y + dy + 4), "#f3d27a", 0)


def tea(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((190, 130, 640, 560), 0.35)
    scene.oval((180, 90, 620, 530), "#e9dfc6", 0.1)
    for ray in range(24):
        angle = ray / 24 * 2 * math.pi
        near = (400 + 168 * math.cos(angle), 310 + 168 * math.sin(angle))
        far = (400 + 214 * math.cos(angle + 0.06), 310 + 214 * math.sin(angle + 0.06))
        scene.line([near, far], "#cdbf9c", 2)
    scene.oval((260, 170, 540, 450), "#f3ebd7", 0.06)
    scene.arc((260, 170, 540, 450), 0, 360, "#9b2f28", 6)
    scene.arc((276, 186, 524, 434), 0, 360, "#9b2f28", 2)
    scene.box((372, 204, 428, 260), "#9b2f28", 0.1, 6)
    scene.box((446, 380, 476, 410), "#3c4148", 0, 3)
    return (290, 270, 510, 350)


def pouch(scene: Scene, colour: str, flaw: str) -> Box:
    scene.shadow((220, 480, 610, 536))
    body = [(262, 110), (538, 110), (560, 200), (566, 440), (548, 514), (252, 514), (234, 440)]
    scene.area([*body, (240, 200)], colour, 0.24)
    scene.box((258, 88, 542, 124), tone(colour, -0.2), 0.16, 6)
    scene.oval((310, 180, 490, 360), "#fbf4e4", 0.06)
    scene.oval((356, 246, 444, 326), "#5d4a3a", 0.2)
    for x in (356, 412):
        scene.area([(x, 262), (x + 14, 216), (x + 34, 256)], "#5d4a3a", 0.2)
    for x in (378, 412):
        scene.oval((x, 272, x + 12, 286), "#f2c94c", 0.1)
    scene.box((300, 400, 500, 468), "#fbf4e4", 0.04, 8)
    return (304, 402, 496, 466)


SHAPES = {"fruit": fruit, "plant": plant, "cake": cake, "tea": tea, "pouch": pouch}
