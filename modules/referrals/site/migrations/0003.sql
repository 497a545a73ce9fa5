create table referral_link (
    link text not null primary key, ask text not null, org text not null, second text not null,
    made_at bigint not null, wrong bigint not null default 0, wrong_at bigint
);
create index referral_link_ask on referral_link (ask);
create table referral_message (
    ask text not null, seq bigint not null, nth bigint not null, owner text not null, told text not null,
    template text not null, why text not null, at bigint not null, primary key (ask, seq, nth)
);
create index referral_message_owner on referral_message (owner, at);
create table referral_alarm (
    ask text not null, what text not null, hosts bigint not null, org text not null, seat text, at bigint not null,
    primary key (ask, what, hosts)
);
create index referral_alarm_org on referral_alarm (org, at);
