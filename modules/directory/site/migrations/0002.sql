create index directory_holding_org on directory_holding (org, seat, from_day);
