alter table referral_ask add column placed_at bigint;
alter table referral_ask add column found_by_sealed blob;
alter table referral_draft add column for_booking bigint not null default 0;
alter table referral_draft add column ticked_by text;
alter table referral_draft add column ticked_hash blob;
