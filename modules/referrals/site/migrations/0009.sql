-- Who answers now for the sender's or the host's side of a closed ask, where that party's work was taken over.
alter table referral_ask add column sender_now text;
alter table referral_ask add column host_now text;
create index referral_ask_sender_now on referral_ask (sender_now);
create index referral_ask_host_now on referral_ask (host_now);
