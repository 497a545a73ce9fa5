create table accounts_user (
    id text not null primary key, name_sealed blob, email_sealed blob, email_lookup blob,
    password_sealed blob, secret_sealed blob, last_step bigint, password_set_at bigint, made_at bigint not null
);
create index accounts_user_email on accounts_user (email_lookup);
create table accounts_link (
    id text not null primary key, user_id text not null, kind text not null, code_hash text not null,
    sent_at bigint not null, used_at bigint, ended_at bigint
);
create index accounts_link_hash on accounts_link (code_hash);
create index accounts_link_user on accounts_link (user_id);
create table accounts_recovery (
    user_id text not null, nth bigint not null, code_lookup blob not null, used_at bigint, primary key (user_id, nth)
);
create table accounts_session (
    id text not null primary key, user_id text not null, seat text not null, token_hash text not null,
    factor text not null, device text not null, began_at bigint not null, ended_at bigint, ended_why text
);
create index accounts_session_hash on accounts_session (token_hash);
create index accounts_session_user on accounts_session (user_id);
create table accounts_token (
    id text not null primary key, org text not null, title text not null, token_hash text not null,
    made_at bigint not null, until_day bigint not null, ended_at bigint
);
create index accounts_token_hash on accounts_token (token_hash);
create index accounts_token_org on accounts_token (org);
