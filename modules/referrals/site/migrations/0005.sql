create table referral_hold (ask text not null primary key, why text not null, org text not null, seat text not null, at bigint not null);
create table referral_retention (
    run text not null primary key, closed_by bigint not null, records bigint not null, asked_at bigint not null,
    erased bigint not null, done_at bigint
);
create table referral_retention_yes (
    run text not null, user_id text not null, seat text not null, at bigint not null, primary key (run, user_id)
);
