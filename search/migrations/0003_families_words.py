"""Families' words to begin with. From here on they are the editors' own."""

from django.db import migrations

# Words that mean the same.
SAME = [
    "autism, autistic, ASD, ASC, autistic spectrum, Asperger's, Aspergers",
    "EHC plan, EHCP, education health and care plan, EHC needs plan",
    "EHC needs assessment, EHCNA, EHC assessment, education health and care needs assessment, statutory assessment",
    "SALT, SLT, speech therapy, speech and language therapy, speech therapist, speech and language therapist",
    "OT, occupational therapy, occupational therapist",
    "physio, physiotherapy, physiotherapist",
    "SENCO, SENDCO, special educational needs coordinator, special needs teacher",
    "CAMHS, child and adolescent mental health, young people's mental health service",
    "short break, short breaks, respite, respite care",
    "ADHD, attention deficit, hyperactive, hyperactivity",
    "SENDIASS, information advice and support service, parent partnership",
    "SEND, SEN, special needs, special educational needs, additional needs",
    "EBSA, school refusal, school refuser, school avoidance, school anxiety, emotionally based school avoidance, won't go to school, can't go to school",
    "PIP, personal independence payment",
    "DLA, disability living allowance",
    "EP, ed psych, educational psychologist, educational psychology",
    "dyslexia, dyslexic",
    "dyspraxia, dyspraxic, DCD, developmental coordination disorder",
    "dyscalculia, dyscalculic",
    "deaf, deafness, hearing loss, hearing impairment, hearing impaired",
    "blind, blindness, sight loss, vision impairment, visual impairment, visually impaired",
    "Down's syndrome, Downs syndrome, Down syndrome",
    "learning disability, learning disabilities, learning difficulty, learning difficulties, MLD, SLD",
    "PMLD, profound and multiple learning difficulties, complex needs",
    "SEMH, social emotional and mental health, emotional and behavioural",
    "DCO, designated clinical officer, designated medical officer",
    "parent carer forum, PCF, parents' forum",
    "tribunal, SEND tribunal, appeal, appeals, appealing",
    "home to school transport, school transport, school taxi, school bus, travel help",
    "blue badge, disabled parking badge",
    "nursery, nurseries, pre-school, preschool",
    "wheelchair, wheelchairs, powerchair",
    "sensory processing, sensory needs, sensory issues",
    "youth club, youth clubs, youth group",
    "nappies, nappy, continence, incontinence, bedwetting",
    "transitions, preparing for adulthood, moving to adulthood, becoming an adult, PfA",
    "direct payment, direct payments, personal budget",
    "young carer, young carers, brothers and sisters, siblings, sibling",
    "home education, home educated, home schooling, homeschool, elective home education, EHE",
    "alternative provision, pupil referral unit, PRU",
    "exclusion, excluded, expelled, suspended, suspension, permanent exclusion",
    "carer's assessment, carers assessment, parent carer needs assessment",
    "holiday club, holiday clubs, HAF, holiday activities and food, school holidays, half term",
    "special school, special schools, specialist school",
    "supported internship, supported internships, internship",
    "epilepsy, epileptic, seizures, seizure",
    "cerebral palsy, CP, quadriplegia",
    "tube feeding, tube fed, PEG feeding, gastrostomy",
    "BSL, British Sign Language, sign language",
    "Makaton, key word signing",
    "teenager, teenagers, teenage, teens, young people, youth",
    "complain, complaint, complaints, complaining",
    "job, jobs, work, working, employment",
    "doctor, GP",
    "helpline, helplines, listening line, phone line",
    "SEND register, disabled children's register, register of disabled children",
    "AAC, communication aid, communication aids, augmentative and alternative communication",
]
# (what families say, what to look for too)
BESIDES = [
    ("can't sit still, always on the go, can't concentrate, fidgety, fidgeting", "ADHD, attention"),
    ("can't talk, doesn't talk, late talker, late talking, stammer, stutter", "speech therapy, speech and language, communication"),
    ("meltdown, meltdowns, tantrums, lashing out, hitting, challenging behaviour", "behaviour, autism, sensory"),
    ("won't eat, picky eater, fussy eater, only eats", "eating, ARFID, feeding"),
    ("won't sleep, doesn't sleep, awake all night", "sleep"),
    ("worried, anxious, worries, panic attacks", "anxiety, mental health, CAMHS"),
    ("clumsy, falls over, bad handwriting", "dyspraxia, occupational therapy"),
    ("can't read, struggling to read, trouble reading, bad spelling", "dyslexia, reading"),
    ("I need a break, need a rest, exhausted", "short breaks, carer's assessment"),
    ("can't cope, breaking point, at the end of my tether", "crisis, look after yourself, short breaks, carer's assessment"),
    ("childminder, childminders", "childcare, nursery"),
    ("neurodivergent, neurodiverse, neurodiversity, neurodivergence", "autism, ADHD, neurodevelopmental"),
    ("statement of special educational needs, statement, statemented", "EHC plan"),
    ("learning disability nurse, learning disability register", "annual health check"),
    ("money, benefits, skint, can't afford", "DLA, PIP, carer's allowance, grants"),
    ("diagnosis, diagnosed, getting a diagnosis", "assessment, neurodevelopmental"),
    ("turned down, refused, disagree", "appeal, mediation, complaint"),
    ("self harm, self-harm, hurting himself, hurting herself, suicidal", "crisis, CAMHS, mental health"),
    ("turning 18, grown up, leaving school", "preparing for adulthood, college, supported internship"),
]


def add(apps, schema_editor):
    group = apps.get_model("search", "SynonymGroup")
    rows = [(words, "") for words in SAME] + BESIDES
    group.objects.bulk_create([group(words=words, also_find=besides) for words, besides in rows])


class Migration(migrations.Migration):
    dependencies = [("search", "0002_search_index")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
