create table accounts_undelivered (
    user_id text not null primary key, template text not null, why text not null, at bigint not null
);
