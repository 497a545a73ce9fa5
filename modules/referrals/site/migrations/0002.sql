create table referral_lookup (
    ask text not null, org text not null, field text not null, hash blob not null, primary key (ask, org, field)
);
create index referral_lookup_hash on referral_lookup (org, field, hash);
create table referral_draft (
    id text not null primary key, org text not null, seat text not null, saved_at bigint not null
);
create index referral_draft_org on referral_draft (org, saved_at);
