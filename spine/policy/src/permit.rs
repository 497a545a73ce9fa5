//! What may be asked of the rulebook. Every act and every page names one permit.

use crate::Kind;
use crate::names::named;

named! {
    /// A thing that somebody may or may not do. Each concerns one kind of subject.
    "a permit" Permit {
        // The ask: sender's side.
        /// Send an ask to a host, and keep its draft.
        PlaceAsk = "place_ask",
        /// Answer the host's question.
        GiveInformation = "give_information",
        /// Note that the sender has read the answer, which closes the ask.
        AcknowledgeAnswer = "acknowledge_answer",
        /// End an ask because it is no longer wanted.
        WithdrawAsk = "withdraw_ask",
        /// Take out an ask that was entered in error; it stays in the log.
        VoidAsk = "void_ask",
        // The ask: host's side.
        /// Accept, decline, ask for more, redirect, offer, book, note an absence.
        AnswerAsk = "answer_ask",
        /// Choose or change an appointment among those offered.
        ChooseSlot = "choose_slot",
        /// Record what was fitted, or why not.
        RecordFitting = "record_fitting",
        /// Put off for a clinical reason with a review date, or say fit to proceed.
        DeferAsk = "defer_ask",
        /// Return a person to the sender by a decision on this person.
        ReturnPerson = "return_person",
        /// Record a disclosure that law or public interest requires without consent.
        RecordDisclosure = "record_disclosure",
        /// Change how the person wishes to be reached.
        ChangeContactWishes = "change_contact_wishes",
        // Reading an ask.
        /// See who asked whom, for what kind, when, and who pays.
        SeeEnvelope = "see_envelope",
        /// See the clinical contents, with name and dates.
        SeeContents = "see_contents",
        /// See name, telephone and times: what booking needs and no more.
        SeeBookingPart = "see_booking_part",
        /// See the need and how to reach the person: what a charity is told.
        SeeNeedAndContact = "see_need_and_contact",
        /// See the summary that the person agreed to send.
        SeeSummary = "see_summary",
        /// See one's own ask: next step, appointment, who has it.
        SeeOwnWait = "see_own_wait",
        // Break-glass and the access log.
        /// Open the contents of an ask for a typed reason; both organisations are told.
        BreakGlass = "break_glass",
        /// Judge a break-glass within 72 hours.
        ReviewBreakGlass = "review_break_glass",
        /// See every look at contents: who, seat, ask, why, when.
        SeeAccessLog = "see_access_log",
        /// See which organisations looked at one's own record.
        SeeWhoLooked = "see_who_looked",
        // The emergency coil, by voice.
        /// Work out the last safe time and see the numbers to ring.
        UseEmergencyPage = "use_emergency_page",
        /// Record the call that handed an emergency over.
        RecordCall = "record_call",
        /// See a recorded emergency call.
        SeeCall = "see_call",
        // Directory.
        /// See organisations, sites, services and next offers.
        SeeDirectory = "see_directory",
        /// See one's own organisation's fitters, competences and sessions.
        SeeOwnDirectory = "see_own_directory",
        /// Change an organisation's sites, services, fitters and acceptance rules.
        KeepDirectory = "keep_directory",
        /// Change sessions and slots, and say who is on duty.
        KeepSessions = "keep_sessions",
        /// Confirm that an entry is still right.
        ConfirmEntry = "confirm_entry",
        /// Agree that one's own organisation takes another's work over.
        TakeOver = "take_over",
        // Agreements and flows.
        /// Read agreements and who has signed.
        SeeAgreements = "see_agreements",
        /// Write and alter agreements before they are signed.
        KeepAgreements = "keep_agreements",
        /// Sign for one's own organisation.
        SignAgreement = "sign_agreement",
        /// End a flow of information at once.
        StopFlow = "stop_flow",
        /// See every flow: who, which fields, why, law, agreement, how long.
        SeeFlows = "see_flows",
        // Figures and money.
        /// See disclosure-controlled figures of the place.
        SeeFigures = "see_figures",
        /// See one's own organisation's figures as they are.
        SeeOwnFigures = "see_own_figures",
        /// See claim lines: ask id, procedure, date, practice.
        SeeClaimLines = "see_claim_lines",
        /// Approve, query or refuse claim lines.
        JudgeClaimLines = "judge_claim_lines",
        /// Edit the dated rules a group owns: clocks, prices, pathways.
        KeepRules = "keep_rules",
        /// Propose a rule for all to try on last year's asks; it judges nobody.
        ProposeRules = "propose_rules",
        /// Sign a proposed rule as a clinician.
        SignRules = "sign_rules",
        /// Publish a closed quarter's figures through disclosure control.
        PublishFigures = "publish_figures",
        // The table.
        /// See a group: its page, meetings, decisions, packs.
        SeeGroup = "see_group",
        /// See one item of a meeting.
        SeeItem = "see_item",
        /// See one action of a group.
        SeeAction = "see_action",
        /// Make a group; keep its seats, rhythm and state.
        KeepGroup = "keep_group",
        /// Speak for one's organisation: raise items, declare interests, tell pressures, confirm what was proposed.
        SpeakAtTable = "speak_at_table",
        /// Run a group's meetings: attendance, guests, decisions, actions, minutes, pack.
        RunMeeting = "run_meeting",
        /// Close items and actions, answer escalations: the chair's alone.
        CloseItem = "close_item",
        /// Answer an action that is one's own.
        AnswerAction = "answer_action",
        /// Enter the chair that a meeting proposed.
        ProposeChair = "propose_chair",
        /// Accept the chair for one's own seat.
        AcceptChair = "accept_chair",
        /// Freeze packs, nudge owners, send what is twice overdue to the group above.
        KeepTableTime = "keep_table_time",
        // Feedback.
        /// Answer the two questions.
        GiveFeedback = "give_feedback",
        /// Read what was answered about one's own service.
        SeeFeedback = "see_feedback",
        // Fix-It: what goes wrong between organisations, and nobody's care.
        /// Post a broken process or an idea, and add to one's own post.
        PostIssue = "post_issue",
        /// See issues, their owners, answers, themes and what changed.
        SeeIssue = "see_issue",
        /// See which seat posted an issue; others see the organisation.
        SeePoster = "see_poster",
        /// Screen issues, name owners, merge duplicates, keep specialties and themes.
        ScreenIssue = "screen_issue",
        /// Answer an issue as its owner, pass it on once, say how it ends.
        AnswerIssue = "answer_issue",
        /// Agree with an answer or dispute it, reopen once, say that another specialty is meant.
        JudgeIssue = "judge_issue",
        /// Close after silence, list what is overdue for the weekly meeting, note what became of messages.
        KeepIssueTime = "keep_issue_time",
        // Letters: what hospital letters ask of practices.
        /// See the rates of an audit of letters and the sentences behind them.
        SeeAudit = "see_audit",
        /// Begin an audit: its basis, its readers, its letters, its sample.
        RunAudit = "run_audit",
        /// Read and code the letters of an audit as one of its named readers.
        ReadAuditLetter = "read_audit_letter",
        // Seats and accounts.
        /// See the seats of an organisation and who holds them.
        SeeSeats = "see_seats",
        /// Make and end seats, name holders and deputies.
        KeepSeats = "keep_seats",
        /// Invite a user, or send a reset.
        InviteUser = "invite_user",
        /// End another user's sessions, as when somebody leaves.
        EndSessions = "end_sessions",
        /// Change one's own password and second factor, see and end one's own sessions.
        KeepOwnAccount = "keep_own_account",
        /// Issue and end an organisation's token.
        KeepTokens = "keep_tokens",
        // Retention.
        /// Preview and ask for a deletion run.
        RunRetention = "run_retention",
        /// Release a run that somebody else asked for.
        ReleaseRetention = "release_retention",
        /// Hold a record back from deletion: inquiry, complaint.
        HoldRetention = "hold_retention",
        /// Say that two asks of one's own organisation are one person's, or are not after all.
        MergePersons = "merge_persons",
        // The place.
        /// Set up the place: settings, mail, modules.
        KeepPlace = "keep_place",
        /// See jobs, last backup and health.
        SeeHealth = "see_health",
        /// Bring history in from files.
        ImportHistory = "import_history",
        /// Take the place out to files, contents sealed.
        ExportPlace = "export_place",
        // The program's own jobs.
        /// Close an answered ask after silence, end holds and drafts that ran out.
        CloseByTime = "close_by_time",
        /// Raise an alarm to a named seat.
        RaiseAlarm = "raise_alarm",
        /// Note that a message went, failed or bounced.
        RecordMessage = "record_message",
        /// Carry an ask over to the organisation that has taken a party's work over.
        CarryOver = "carry_over",
    }
}

impl Permit {
    /// The kind of subject this permit is about. Asked about any other, the rulebook refuses.
    pub const fn kind(self) -> Kind {
        use Permit::*;
        match self {
            PlaceAsk | GiveInformation | AcknowledgeAnswer | WithdrawAsk | VoidAsk | AnswerAsk
            | ChooseSlot | RecordFitting | DeferAsk | ReturnPerson | RecordDisclosure
            | ChangeContactWishes | SeeEnvelope | SeeContents | SeeBookingPart | SeeNeedAndContact
            | SeeSummary | SeeOwnWait | BreakGlass | CloseByTime | RaiseAlarm | RecordMessage | CarryOver => {
                Kind::Ask
            }
            ReviewBreakGlass | SeeAccessLog | SeeWhoLooked => Kind::AccessLog,
            UseEmergencyPage | RecordCall | SeeCall => Kind::EmergencyCall,
            SeeDirectory | SeeOwnDirectory | KeepDirectory | KeepSessions | ConfirmEntry | TakeOver => {
                Kind::Directory
            }
            SeeAgreements | KeepAgreements | SignAgreement | StopFlow | SeeFlows => Kind::Agreement,
            SeeFigures | SeeOwnFigures | KeepRules | ProposeRules | SignRules | PublishFigures => {
                Kind::Figures
            }
            SeeClaimLines | JudgeClaimLines => Kind::ClaimLine,
            SeeGroup | SeeItem | SeeAction | KeepGroup | SpeakAtTable | RunMeeting | CloseItem
            | AnswerAction | ProposeChair | AcceptChair | KeepTableTime => Kind::Group,
            GiveFeedback | SeeFeedback => Kind::Feedback,
            PostIssue | SeeIssue | SeePoster | ScreenIssue | AnswerIssue | JudgeIssue | KeepIssueTime => {
                Kind::Issue
            }
            SeeAudit | RunAudit | ReadAuditLetter => Kind::LetterAudit,
            SeeSeats | KeepSeats | InviteUser | EndSessions | KeepOwnAccount | KeepTokens => Kind::Seat,
            RunRetention | ReleaseRetention | HoldRetention | MergePersons => Kind::Retention,
            KeepPlace | SeeHealth | ImportHistory | ExportPlace => Kind::Place,
        }
    }
}
