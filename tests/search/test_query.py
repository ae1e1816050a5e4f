from search.query import Group, Synonyms, understand
from search.words import words

KEPT = Synonyms(
    [
        (["EHC plan", "EHCP", "education, health and care plan"], []),
        (["can't sit still"], ["ADHD"]),
        (["plan"], ["map"]),
        (["not talking", "late talker"], ["speech therapy", "late talker"]),
        (["short break", "time for me"], []),
    ]
)


def groups(*typed):
    return [(group.typed, set(group.also)) for group in understand(typed, KEPT, {})]


def asked(text):
    return groups(*words(text))


def test_words_that_mean_the_same_stand_for_each_other():
    assert groups("ehcp") == [(("ehcp",), {("ehc", "plan"), ("educ", "health", "care", "plan")})]


def test_the_longest_kept_phrase_wins():
    assert groups("ehc", "plan", "appeal")[0][0] == ("ehc", "plan")
    assert groups("ehc", "plan", "appeal")[1] == (("appeal",), set())


def test_words_to_look_for_too_work_one_way_only():
    assert groups("cant", "sit", "still") == [(("adhd",), {("cant", "sit", "still")})]
    assert groups("adhd") == [(("adhd",), set())]


def test_a_phrase_is_known_with_its_little_words_and_looked_for_by_what_it_means():
    assert asked("my child is not talking") == [(("child",), set()), (("speech", "therapi"), {("late", "talker"), ("talk",)})]
    assert asked("talking to school") == [(("talk",), set()), (("school",), set())]
    assert asked("time for me") == [(("short", "break"), {("time",)})]


def test_nobody_is_led_to_a_phrase_by_the_one_word_that_is_left_of_it():
    assert asked("late talker")[0] == (("speech", "therapi"), {("late", "talker")})
    assert asked("short break") == [(("short", "break"), set())]


def test_little_words_say_nothing_outside_a_phrase_unless_there_are_no_others():
    assert asked("where is the plan for him") == [(("plan",), {("map",)})]
    assert asked("who can") == [(("who",), set()), (("can",), set())]


def test_a_phrase_that_editors_keep_weighs_like_the_rarest_word():
    phrase, word = understand(["short", "break", "child"], KEPT, {"short": 90, "break": 90, "child": 90})
    assert phrase.weight == 1.0 > word.weight


def test_a_number_weighs_like_a_word_that_many_have():
    number, rare, common = understand(["7", "nappies", "child"], Synonyms(), {"nappi": 3, "child": 900})
    assert common.weight < number.weight < rare.weight


def test_a_rare_word_weighs_more_than_a_common_one():
    rare, common = understand(["hoist", "child"], Synonyms(), {"hoist": 3, "child": 900})
    assert rare.weight > common.weight


def test_a_word_typed_twice_counts_once():
    assert understand(["sleep", "sleeping"], Synonyms(), {}) == (Group(("sleep",)),)


def test_no_more_than_16_words_are_read():
    assert len(understand([f"w{number}" for number in range(60)], Synonyms(), {})) == 16
