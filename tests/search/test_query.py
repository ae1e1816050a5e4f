from search.query import Group, Synonyms, understand

KEPT = Synonyms(
    [
        (["EHC plan", "EHCP", "education, health and care plan"], []),
        (["can't sit still"], ["ADHD"]),
        (["plan"], ["map"]),
    ]
)


def groups(*words):
    return [(group.typed, set(group.also)) for group in understand(words, KEPT, {})]


def test_words_that_mean_the_same_stand_for_each_other():
    assert groups("ehcp") == [(("ehcp",), {("ehc", "plan"), ("educ", "health", "care", "plan")})]


def test_the_longest_kept_phrase_wins():
    assert groups("ehc", "plan", "appeal")[0][0] == ("ehc", "plan")
    assert groups("ehc", "plan", "appeal")[1] == (("appeal",), set())


def test_words_to_look_for_too_work_one_way_only():
    assert groups("cant", "sit", "still") == [(("cant", "sit", "still"), {("adhd",)})]
    assert groups("adhd") == [(("adhd",), set())]


def test_a_rare_word_weighs_more_than_a_common_one():
    rare, common = understand(["hoist", "child"], Synonyms(), {"hoist": 3, "child": 900})
    assert rare.weight > common.weight


def test_a_word_typed_twice_counts_once():
    assert understand(["sleep", "sleeping"], Synonyms(), {}) == (Group(("sleep",)),)


def test_no_more_than_16_words_are_read():
    assert len(understand([f"w{number}" for number in range(60)], Synonyms(), {})) == 16
