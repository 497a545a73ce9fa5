create table referral_ask (
    id text not null primary key, reference text not null, sender text not null, sender_seat text not null,
    host text not null, service text not null, agreement text, method text not null, purpose text not null,
    payer text not null, age_band bigint, fifth bigint, rural text, council text, under_18 bigint not null,
    complicated bigint not null, miles_tenths bigint, clinic_miles_tenths bigint, person text,
    sent_on bigint not null, state text not null, next_move text, is_read bigint not null, moved_on bigint not null,
    act_by bigint, booked_slot text, booked_at bigint, reason text, ended_on bigint, raw_days bigint,
    host_days bigint, sender_days bigint, patient_days bigint, clinical_days bigint, hosts bigint not null,
    name_sealed blob, brought_in bigint not null
);
create index referral_ask_sender on referral_ask (sender, state, act_by);
create index referral_ask_host on referral_ask (host, state, act_by);
create index referral_ask_sent on referral_ask (sent_on);
create index referral_ask_booked on referral_ask (host, booked_at);
create index referral_ask_reference on referral_ask (reference);
create table referral_move (
    ask text not null, nth bigint not null, on_day bigint not null, kind text not null, what text not null,
    at bigint not null, org text not null, seat text not null, version bigint not null, primary key (ask, nth)
);
create table referral_tenure (
    ask text not null, nth bigint not null, org text not null, from_day bigint not null, until_day bigint,
    ended text, primary key (ask, nth)
);
create index referral_tenure_org on referral_tenure (org, from_day);
create table referral_verdict (
    ask text not null, rule text not null, verdict text not null, days bigint, due bigint,
    person_verdict text, person_days bigint, primary key (ask, rule)
);
create index referral_verdict_due on referral_verdict (rule, due);
create table referral_look (
    ask text not null, seq bigint not null, nth bigint not null, at bigint not null, user_id text not null,
    seat text not null, org text not null, what text not null, why text not null, primary key (ask, seq, nth)
);
create index referral_look_at on referral_look (at);
create table referral_rating (ask text not null primary key, ease bigint not null, at bigint not null);
