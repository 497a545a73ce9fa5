alter table referral_ask add column changed bigint not null default 0;
alter table referral_ask add column changed_at bigint not null default 0;
alter table referral_ask add column version bigint not null default 0;
create index referral_ask_sender_changed on referral_ask (sender, changed);
create index referral_ask_host_changed on referral_ask (host, changed);
create index referral_ask_service on referral_ask (service, sent_on);
