//! What a specialty's letters are about: a diagnosis, and a trouble that belongs with it, with the team that looks after it.

/// Of one specialty.
pub(super) struct Of {
    pub diagnosis: &'static str,
    /// The trouble, and the team of the hospital that belongs with it; none where letters ask for nothing of the kind.
    pub related: Option<(&'static str, &'static str)>,
}

const fn of(diagnosis: &'static str, trouble: &'static str, team: &'static str) -> Of {
    Of { diagnosis, related: Some((trouble, team)) }
}

const fn alone(diagnosis: &'static str) -> Of {
    Of { diagnosis, related: None }
}

/// What letters of the specialty with that short name are about.
pub(super) fn about(code: &str) -> Of {
    match code {
        "acute-medicine" => alone("community acquired pneumonia"),
        "allergy" => alone("allergic rhinitis"),
        "anaesthetics" => alone("pre-operative assessment"),
        "audiology" => of("bilateral hearing loss", "the imbalance", "the balance clinic"),
        "breast-surgery" => alone("benign breast lump"),
        "cardiac-surgery" => of("coronary bypass grafting", "the slow pulse", "the pacing clinic"),
        "cardiology" => of("paroxysmal palpitations", "the arrhythmia", "electrophysiology"),
        "colorectal-surgery" => {
            of("diverticular disease", "the change of bowel habit", "the bowel function clinic")
        }
        "critical-care" => alone("recovery after sepsis"),
        "dermatology" => alone("chronic eczema"),
        "diabetes" => of("type 2 diabetes", "the foot ulcer", "the diabetic foot clinic"),
        "dietetics" => alone("unintended weight loss"),
        "ent" => of("chronic sinusitis", "the hoarseness", "the voice clinic"),
        "elderly-care" => alone("recurrent falls"),
        "emergency-medicine" => alone("soft tissue injury"),
        "endocrinology" => of("hyperthyroidism", "the thyroid nodule", "the thyroid clinic"),
        "gastroenterology" => of("irritable bowel syndrome", "the raised liver tests", "hepatology"),
        "general-surgery" => alone("inguinal hernia repair"),
        "genetics" => alone("family history clinic"),
        "gynaecology" => of("heavy menstrual bleeding", "the hot flushes", "the menopause clinic"),
        "haematology" => alone("iron deficiency"),
        "hepatology" => of("fatty liver disease", "the reflux", "gastroenterology"),
        "immunology" => alone("antibody deficiency"),
        "infectious-diseases" => alone("cellulitis"),
        "maxillofacial-surgery" => alone("jaw pain"),
        "neonatology" => alone("follow up after early birth"),
        "neurology" => of("migraine", "the daily headaches", "the headache clinic"),
        "neurosurgery" => of("lumbar decompression", "the numb hand", "neurology"),
        "obstetrics" => alone("postnatal review"),
        "oncology" => alone("completed chemotherapy"),
        "ophthalmology" => of("cataract", "the double vision", "the orthoptists"),
        "orthopaedics" => of("osteoarthritis of the knee", "the shoulder pain", "the shoulder clinic"),
        "paediatrics" => alone("recurrent tonsillitis"),
        "pain-medicine" => alone("chronic low back pain"),
        "palliative-care" => alone("symptom control"),
        "plastic-surgery" => alone("hand laceration repair"),
        "psychiatry" => alone("recurrent low mood"),
        "renal" => of("chronic kidney disease stage 3", "the poor stream", "urology"),
        "respiratory-medicine" => of("right lower zone pneumonia", "the snoring", "the sleep clinic"),
        "rheumatology" => of("polymyalgia rheumatica", "the low bone density", "the bone clinic"),
        "stroke" => of("transient ischaemic attack", "the poor memory", "the memory clinic"),
        "thoracic-surgery" => of("pneumothorax", "the breathlessness", "respiratory medicine"),
        "upper-gi-surgery" => alone("gallstone disease"),
        "urology" => of("recurrent urinary infection", "the leakage", "the continence clinic"),
        "vascular-surgery" => alone("varicose veins"),
        _ => alone("review"),
    }
}
