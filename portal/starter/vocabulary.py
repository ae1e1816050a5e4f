"""The word lists a new portal starts with (SEND Code of Practice 2015; the school census's SEN types, in families' words)."""

AGE_PHASES = [
    ("early-years", "Early years (0 to 4)", 0, 4),
    ("primary", "Primary (5 to 11)", 5, 11),
    ("secondary", "Secondary (11 to 16)", 11, 16),
    ("post-16", "Post-16 (16 to 19)", 16, 19),
    ("young-adult", "Young adult (19 to 25)", 19, 25),
]

TOPICS = [
    ("ehc-plans", "EHC plans"),
    ("schools", "Schools and nurseries"),
    ("short-breaks", "Short breaks"),
    ("health", "Health"),
    ("money", "Money"),
    ("preparing-for-adulthood", "Preparing for adulthood"),
    ("who-can-help", "Who can help"),
    ("rights", "Rights and complaints"),
    ("travel", "Travel"),
    ("early-years", "Early years"),
    ("social-care", "Social care"),
]

NEEDS = [
    ("asd", "Autistic spectrum condition"),
    ("adhd", "ADHD"),
    ("slcn", "Speech, language and communication"),
    ("semh", "Feelings, behaviour and mental health"),
    ("spld", "Dyslexia, dyscalculia or dyspraxia"),
    ("mld", "Moderate learning difficulty"),
    ("sld", "Severe learning difficulty"),
    ("pmld", "Profound and multiple learning difficulty"),
    ("hi", "Hearing"),
    ("vi", "Sight"),
    ("msi", "Hearing and sight together"),
    ("pd", "Physical disability"),
    ("ds", "Down syndrome"),
    ("med", "Long-term medical condition"),
    ("oth", "Another need"),
    ("nsa", "No assessment yet"),
]

CATEGORIES = [
    ("advice", "Advice and support"),
    ("education", "Learning and school"),
    ("health", "Health and therapies"),
    ("short-breaks", "Short breaks"),
    ("activities", "Clubs and things to do"),
    ("childcare", "Childcare"),
    ("social-care", "Social care"),
    ("money", "Money and equipment"),
    ("travel", "Travel"),
    ("adulthood", "Work, college and adult life"),
    ("groups", "Groups for families"),
]
