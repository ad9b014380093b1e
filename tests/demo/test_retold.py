"""What a dispute told again says of its sum."""

from jury.demo import retold


def test_a_dispute_over_another_sum_names_no_sum_of_the_first():
    watch = retold.again("watch-return-swapped", 1, amount_minor=retold.DEAR)
    food = retold.again("cat-food-near-expiry", 1, amount_minor=retold.CHEAP)
    for told, gone in ((watch, ("3280", "三千")), (food, ("99",))):
        words = [*told.stories.values()]
        words += [said for each in told.exhibits for _name, said in each.lines]
        assert not [word for word in words if any(sum_ in word for sum_ in gone)]
