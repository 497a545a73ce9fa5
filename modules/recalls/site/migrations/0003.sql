-- By what the person of a recall or a result is found again, as keyed hashes of each organisation's own.
create table recall_lookup (
    record text not null, org text not null, field text not null, hash blob not null, primary key (record, org, field)
) without rowid;
create index recall_lookup_hash on recall_lookup (org, field, hash);
alter table recall_look add column why text not null default '';
alter table result_look add column why text not null default '';
create index recall_look_at on recall_look (at);
create index result_look_at on result_look (at);
