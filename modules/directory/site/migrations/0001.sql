create table directory_organisation (
    code text not null primary key, name text not null, kind text not null, patch text not null,
    telephone text not null, inbox text not null, latitude bigint not null, longitude bigint not null,
    address text not null, joined bigint not null, list_size bigint
);
create table directory_site (
    id text not null primary key, org text not null, name text not null, discreet_label text not null,
    address text not null, latitude bigint not null, longitude bigint not null, telephone text not null
);
create index directory_site_org on directory_site (org);
create table directory_service (
    id text not null primary key, org text not null, site text not null, name text not null,
    person_to_ask text not null, telephone text not null, offering text not null, about_days bigint,
    purses text not null, methods text not null, outside bigint not null, weekly_limit bigint, not_under bigint,
    complicated bigint not null, languages text not null, interpreter bigint not null, bsl text not null,
    access text not null, chaperones text not null, ended bigint not null, confirmed_on bigint not null
);
create index directory_service_org on directory_service (org);
create table directory_fitter (
    seat text not null primary key, org text not null, certificates text not null,
    coils_before bigint not null, implants_before bigint not null
);
create index directory_fitter_org on directory_fitter (org);
create table directory_session (
    id text not null primary key, org text not null, service text not null, day bigint not null,
    fitters text not null, room bigint not null, assistant bigint not null
);
create index directory_session_day on directory_session (org, day);
create table directory_slot (
    id text not null primary key, session text not null, service text not null, day bigint not null,
    at bigint not null, state text not null default 'free', ask text, held_until bigint
);
create index directory_slot_day on directory_slot (service, day);
create index directory_slot_session on directory_slot (session);
create index directory_slot_ask on directory_slot (ask);
create table directory_seat (
    id text not null primary key, org text not null, title text not null, role text not null,
    telephone text not null, ended bigint not null
);
create index directory_seat_org on directory_seat (org);
create table directory_holding (
    seat text not null, user_id text not null, from_day bigint not null, org text not null,
    until_day bigint, deputy bigint not null, primary key (seat, user_id, from_day)
);
create index directory_holding_user on directory_holding (user_id);
create table directory_agreement (
    code text not null primary key, title text not null, families text not null, parties text not null,
    purpose text not null, items text not null, basis text not null, kept text not null,
    from_day bigint not null, until_day bigint, person_to_ask text not null
);
create table directory_signature (
    agreement text not null, org text not null, on_day bigint not null, primary key (agreement, org)
);
create table directory_change (what text not null primary key, seq bigint not null);
create index directory_change_seq on directory_change (seq);
