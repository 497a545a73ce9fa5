//! Words that stand where names stand and are none, and words that tell that a name is a disease's, a sign's or a place's.

use std::collections::HashSet;
use std::sync::LazyLock;

use fixit_rules::guard::known;

use crate::lexicon::Lexicon;

/// Words that are never part of a name, whatever stands before them.
static NEVER: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "the this that these those he she they we i you it and of in on at to for with by as but or if is was were has had have be been are his her hers our their my your its an a not no nil none re dob nhs gp gps tel dear colleague doctor doctors sir madam sirs team all please yours seen see actions plan letter discharge summary clinic hospital royal infirmary department ward trust date number unknown diagnosis diagnoses male female address patient name surname forename forenames thank thanks kind best regards wishes sincerely faithfully hi hello from cc copy copies consultant registrar sister nurse staff mother father mr mrs miss ms mx dr prof professor signed typed dictated subject chapter page phone mobile mob ed opd ct mri when after before until since about weeks days months mum dad son daughter wife husband self born today tomorrow yesterday also then there here which who whom what where why how because so did does do said says will-be both well home good very more most less least gent lady baby boy girl bed frcs frcp mrcp mrcs frca frcr frcog mrcgp frcem frcpath mbchb mbbs md phd msc bsc rgn rmn obe mbe cbe rev cllr pani sra mme mlle herr frau hon cheers ta room rooms consulting kbe mcsp facs facp rcn rnmh dip bds dds dmd mds mpharm sir-madam sincere esteemed one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety aged aka alias formerly née nee box floor level bay unit dyddiad geni enw cyfeiriad rhif".split(' ').collect()
});

/// Ordinary capitalised words of letters that begin sentences and lines, and are seldom names.
static ORDINARY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "women men children doctor driver people chief neuroradiologist radiologist histopathologist haematologist microbiologist geriatrician rheumatologist dermatologist gastroenterologist endocrinologist nephrologist cardiologist psychiatrist paediatrician obstetrician gynaecologist ophthalmologist anaesthetist intensivist locum associate senior junior deputy chair lead matron warden client resident relative relatives attendance triage usual forename verified callback specimen requested authorised findings report reported visit visits call cardiac physician surgeon oncologist neurologist urologist cardiology rheumatology gastroenterology dermatology secretary secretaries midwife practitioner advanced specialist surgical emergency clinical community district out-of-hours contact caller comments bloods blood results repeat rpt next review reviewed advice follow-up followup procedure operation treatment medication medications drugs allergies history examination investigations impression summary background past problem problems admission admitted discharged arrived attended completed registered referred present patient's diagnosed weight height temperature pulse blood-pressure monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december north south east west castermere marlshire nottingham derby leeds london england wales scotland ireland road street lane surgery practice centre centres home care house school university college church unit service services office line group line breast chest heart liver kidney brain bone skin eye ear nose throat left right upper lower normal negative positive stable mild moderate severe private confidential dictated fit note flu covid yes copied enclosed ref reference ext extension bleep fax email mail website www page dob age years old year month week day unwell happy comfortable keen".split(' ').collect()
});

/// Given names beyond those of the issue guard.
static GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../lexicon/given.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// A given name that is hardly ever another word.
pub(super) fn given(word: &str) -> bool {
    let listed = |word: &str| GIVEN.contains(word) || known::given(word);
    listed(word) || word.split_once('-').is_some_and(|(first, _)| listed(first))
}

/// A given name that is as often another word: a surname beside it makes it one.
pub(super) fn given_too(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "patience precious blessing mercy comfort gift florence paris sienna chelsea georgia virginia austin jordan brooklyn carolina rosario mercedes lourdes pilar frank ted peg hank max kit pen les don violet iris olive hazel ivy myrtle flora willow art chase beau heather robin major duke prince joyce pearl ruby amber jade summer autumn isabella".split(' ').collect()
    });
    WORDS.contains(word) || known::given_too(word)
}

/// Never a name.
pub(super) fn never(word: &str) -> bool {
    NEVER.contains(word)
}

/// A word of medicine or of letters: no name unless something strong says so.
pub(super) fn ordinary(word: &str, lexicon: &Lexicon) -> bool {
    never(word)
        || ORDINARY.contains(word)
        || known::never_surname(word)
        || (!given(word) && !known::surname(word) && !lexicon.word(word).is_empty())
}

/// Words that are as often words as names, beyond those that the letter itself uses in small letters.
static BOTH: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "may june april august march rose mark will hope faith grace joy grant bill bob rich pat sandy summer dawn heather robin jack ray jay frost swift fox brown green grey gray white black young old long short sharp stone wood woods hill field fields baker cook taylor smith mason miller carter turner walker parker potter price rice bean bell church bishop king knight lord abbot pope page sage read reid reed hall house bush berry cherry ivy holly olive pearl ruby diamond jade amber crystal goldsmith flower flowers bird finch wren crow crowe swan drake martin wolf wolfe lamb bull hart winter spring day week moon star sun sky rain snow clay marsh moss heath beech ash oak elm birch rowan hale hardy wise strong swift christian pickles merry merryweather brand strand clear light pink lane street best hand foot head legg love darling fielding gale patience precious blessing mercy comfort gift florence paris sienna chelsea georgia virginia austin jordan brooklyn carolina rosario mercedes lourdes pilar frank ted peg hank max kit pen les don violet iris olive hazel ivy myrtle flora willow basil lance art chase beau major earl duke prince noble payne winter winters summers blood bone barber butcher shepherd gardener cooper archer fisher hunter porter sadler thatcher weaver plumber driver farmer judge squire marshall chambers nurse doctor savage gentle bright early late noon rain storm gold silver cotton silk bacon lemon pepper salt ginger honey sugar butter rush dale wade banks bond cash sands waters rivers brook brooks poole ford bridges gates towers castle temple cross abbey monk nunn dean parsons proctor chance speed peace pride joyce sweet dear dearing good goode noble hardman little large small bigg".split(' ').collect()
});

/// As often a word as a name.
pub(super) fn both(word: &str) -> bool {
    BOTH.contains(word) || given_too(word)
}

static MONTHS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "may june april august march january february july september october november december"
        .split(' ')
        .collect()
});

/// A month.
pub(super) fn month(word: &str) -> bool {
    MONTHS.contains(word)
}

/// What follows the name of somebody long dead that a disease, a sign, a score or a thing bears.
static AFTER_EPONYM: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "disease diseases syndrome palsy fracture fractures lymphoma block sign signs test tests score scores scale criteria classification line lines catheter catheters cyst abscess oesophagus esophagus contracture thyroiditis tumour sarcoma anaemia stoma tube tubes procedure operation repair triangle node nodes duct law reflex rule rules sheet coma prognostic index protocol eye hernia ring ulcer dystrophy tonometry grid chart index-score hemiarthroplasty splint pouch needle drain bag bandage exercises classes manoeuvre position space body bodies cells factor area aphasia chorea ataxia reaction spots nodes murmur arthritis purpura psychosis encephalopathy phenomenon deformity joint foot gland blackfan unit forest".split(' ').collect()
});

/// Whether a word makes the name before it an eponym.
pub(super) fn after_eponym(word: &str) -> bool {
    AFTER_EPONYM.contains(word)
}

static EPONYMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "cushing sheehan dressler crohn parkinson hodgkin addison graves paget barrett hashimoto still bell dupuytren alzheimer huntington wilson gilbert meckel hirschsprung perthes colles raynaud sjogren sj\u{f6}gren behcet kawasaki reiter felty guillain barre barr\u{e9} menier meniere m\u{e9}ni\u{e8}re tourette asperger down turner klinefelter marfan ehlers danlos willebrand hickman tenckhoff foley hartmann bartholin baker calot gleason breslow clark gorlin mohs fuchs goldmann snellen amsler romberg hoffmann babinski wernicke korsakoff broca rinne weber buerger mcmurray thomas salter harris bier smith thompson waterlow barthel epworth mallampati framingham wells glasgow ottawa rivermead nottingham otago charcot ewing kaposi burkitt waldenstrom coombs factor lyme jarisch herxheimer banff marsh fitz hugh curtis koplik murphy mcburney rovsing trendelenburg lasegue phalen tinel finkelstein quervain osgood schlatter scheuermann sever freiberg kienbock bakers zenker schatzki mallory weiss boerhaave peyronie fournier wegener takayasu horner holmes adie argyll robertson brown sequard ramsay hunt lambert eaton creutzfeldt jakob gaucher fabry pompe".split(' ').collect()
});

/// A name that diseases, signs and scores bear: never taken for somebody's from its place alone.
pub(super) fn eponym(word: &str) -> bool {
    EPONYMS.contains(word)
}

static PLACES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "ward hospital house road street unit clinic centre suite building wing lane infirmary surgery practice lodge court park school college church avenue close drive cottage terrace square room hall university trust forest moor home aid logistics bar".split(' ').collect()
});

/// Whether a word makes the name before it a place.
pub(super) fn place(word: &str) -> bool {
    PLACES.contains(word)
}

static DOES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "is was has had should would can could may might will lives works came comes attended attends says said wears uses walks takes took declined feels felt does did looks asked asks tells told remains knows lost left wants needs went got chose reports reported smokes moved fell well keeps agreed agrees understands continues denies presented presents returned happy keen aware to rang rings drives driving chose".split(' ').collect()
});

/// What a person does: after a capital word that begins a sentence it makes it a name.
pub(super) fn does(word: &str) -> bool {
    DOES.contains(word)
}

/// What nothing but a person does.
pub(super) fn only_people(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "lives works came attended says said wears walks feels asked asks tells told wants rang drives smokes knows understands agreed declined denies fell sleeps drinks reports reported complained attends lost retired consented thinks hopes prefers believes worries enjoys cares helps".split(' ').collect()
    });
    WORDS.contains(word)
}

/// After "is", "was", "has" or "will": what is said of people only.
pub(super) fn of_people(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "well keen happy aware upset worried anxious tearful pregnant breastfeeding married divorced widowed single retired deaf blind dying dead exhausted able unable agreeable reluctant doing feeling living working taking attending coping asking hoping managing eating sleeping walking smoking drinking struggling been lived worked told asked agreed declined moved ring call come attend bring collect see capacity known stable brighter comfortable independent".split(' ').collect()
    });
    WORDS.contains(word)
}

/// Small words after which a capital inside a sentence is mostly somebody's.
pub(super) fn leads(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "with by and that when while since because but although to for from told asked rang thanks ask tell ring see saw met reviewed reminded informed advised says said if whether called named as".split(' ').collect()
    });
    WORDS.contains(word)
}

/// Titles; after them a name stands.
pub(super) fn title(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "mr mrs miss ms mx dr drs prof professor sister sr sir rev reverend nurse matron dame lady lord master mister fr baby boy staff doctor cllr councillor canon pastor imam rabbi hon pani sra mme mlle herr frau pan sig signor signora senhor senhora senor senora monsieur madame chief alhaji alhaja hajji smt shri sri officer captain capt major sgt sergeant constable detective chaplain deacon uncle auntie aunty".split(' ').collect()
    });
    WORDS.contains(word)
}

/// Roles that a name follows, with or without a colon.
pub(super) fn role_before(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "podiatrist audiologist physiotherapist physio midwife registrar consultant pharmacist dietitian dietician cns enp anp interpreter teacher visitor worker co-ordinator coordinator manager secretary secretaries anaesthetist optometrist orthoptist therapist psychologist matron sho fy1 donor host assistant typed dictated clinician author keyworker surgeon fy ct st spr sn hca crew scrub assistant guardian guest resident keyholder pharm pharmacy ot salt slt clerk receptionist optom optometrist sec secretary phlebotomist porter advocate imca solicitor warden headteacher doula navigator navigators practitioner charge dietitian sonographer radiographer technician physiologist hv cpn dn acp pa client deputy chair lead orthotist prosthetist counsellor psychotherapist psychiatrist triage chaperone escort tutor lsa senco paramedic".split(' ').collect()
    });
    WORDS.contains(word)
}

/// Roles and kin that stand after a name.
pub(super) fn role_after(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "consultant registrar st fy ct sho cns enp anp specialist nurse frcs mrcp physio physiotherapist midwife surgical advanced wife husband son daughter mother father partner coordinator audiologist cardiology rheumatology neonatal podiatrist pharmacist neurologist urologist oncologist physician surgeon sdec first neonatal specialty acp dietitian md frcp frcpath frca frcog mrcgp mrcpsych facs mcsp bds physiologist optometrist audiologists radiologist neuroradiologist histopathologist haematologist microbiologist geriatrician rheumatologist dermatologist gastroenterologist endocrinologist cardiologist psychiatrist paediatrician ophthalmologist anaesthetist interpreter advocate secretary carer receptionist manager therapist occupational speech school practice locum associate staff community".split(' ').collect()
    });
    WORDS.contains(word)
}

/// Kin and others of somebody: a name follows.
pub(super) fn kin(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "son daughter wife husband partner mother mum mam father dad brother sister niece nephew neighbour cousin friend flatmate carer gran grandmother grandfather grandson granddaughter aunt uncle colleague called named lady gentleman child children household daughter-in-law son-in-law mother-in-law father-in-law sister-in-law brother-in-law stepfather step-father stepdad stepmother step-mother stepmum stepson stepdaughter ex-husband ex-wife ex-partner grandad grandpa grandma nan nana twin twins guardian spouse fianc\u{e9} fianc\u{e9}e girlfriend boyfriend widow widower sons daughters sibling siblings landlady landlord lodger granny grannie step-sister step-brother stepsister stepbrother half-sister half-brother godmother godfather goddaughter godson foster-mother foster-father great-niece great-nephew great-aunt dtr dau bro sis hubby missus fiance fiancee toddler infant newborn".split(' ').collect()
    });
    WORDS.contains(word)
}

/// Words after which a name is said, with a colon or a bar or nothing.
pub(super) fn label(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        "client mother patient pt px name names surname forename forenames firstname known-as as re regarding subject contact caller nok kin gp consultant mother father mum dad gran carer interpreter present from to by pid copies cc husband wife crew surgeon anaesthetist scrub guardian parent spouse coordinator manager assistant apologies son daughter partner brother sister".split(' ').collect()
    });
    WORDS.contains(word)
}
