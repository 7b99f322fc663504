-- A store of samples, schema 1.
--
-- Read it through the views `samples` and `sweeps`: they have the public names, times as RFC 3339 and texts as texts. The
-- tables keep each text that repeats once and refer to it by number; times are microseconds since 1970 (UTC), durations
-- microseconds.

CREATE TABLE config (        -- a configuration as resolved, without secrets; many sweeps share one
  id      INTEGER PRIMARY KEY,
  digest  TEXT NOT NULL UNIQUE,  -- SHA-256 of `json`
  json    TEXT NOT NULL
) STRICT;

CREATE TABLE sweep (         -- what all shards of a sweep have in common
  id        INTEGER PRIMARY KEY,
  sweep_id  TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE sweep_shard (   -- a sweep's record
  id                   INTEGER PRIMARY KEY,
  sweep                INTEGER NOT NULL REFERENCES sweep,
  shard_index          INTEGER NOT NULL,
  shard_count          INTEGER NOT NULL,
  name                 TEXT NOT NULL,
  vantage_id           TEXT NOT NULL,
  vantage_description  TEXT NOT NULL,
  vantage_network      TEXT NOT NULL,
  schedule_id          TEXT NOT NULL,
  stratum              TEXT NOT NULL,
  scheduled_at         INTEGER NOT NULL,
  started_at           INTEGER NOT NULL,
  ended_at             INTEGER,
  planned              INTEGER NOT NULL,
  stored               INTEGER NOT NULL DEFAULT 0,  -- kept by the transaction that stores the samples
  complete             INTEGER NOT NULL,
  imported             INTEGER NOT NULL,
  seed                 INTEGER NOT NULL,  -- 64 bits without sign: printf('%u', seed)
  rounds               INTEGER NOT NULL,
  window_us            INTEGER NOT NULL,
  now                  INTEGER NOT NULL,
  only_globs           TEXT NOT NULL,  -- JSON array
  config               INTEGER NOT NULL REFERENCES config,
  config_sha256        TEXT NOT NULL,
  evaluation_sha256    TEXT NOT NULL,
  versions             TEXT NOT NULL,  -- JSON object
  host                 TEXT NOT NULL,  -- JSON object
  UNIQUE (sweep, shard_index, shard_count)
) STRICT;

CREATE TABLE portal_load (   -- what one sweep asked of one portal
  shard                INTEGER NOT NULL REFERENCES sweep_shard,
  portal_id            TEXT NOT NULL,
  requests             INTEGER NOT NULL,
  bytes_sent           INTEGER NOT NULL,
  bytes_received       INTEGER NOT NULL,
  held_for_gap_us      INTEGER NOT NULL,
  held_for_limits_us   INTEGER NOT NULL,
  held_for_backoff_us  INTEGER NOT NULL,
  backoffs             INTEGER NOT NULL,
  PRIMARY KEY (shard, portal_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE word (          -- texts that many samples share
  id    INTEGER PRIMARY KEY,
  text  TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE series (        -- what is measured again and again, always in the same way
  id          INTEGER PRIMARY KEY,
  vantage_id  TEXT NOT NULL,
  portal_id   TEXT NOT NULL,
  target_id   TEXT NOT NULL,
  kind        TEXT NOT NULL,
  engine      TEXT NOT NULL,
  profile     TEXT NOT NULL,
  connection  TEXT NOT NULL,
  ip_family   TEXT NOT NULL,
  UNIQUE (portal_id, target_id, vantage_id, kind, engine, profile, connection, ip_family)
) STRICT;

CREATE TABLE sample (
  id                            INTEGER PRIMARY KEY,
  sweep                         INTEGER NOT NULL REFERENCES sweep,
  round                         INTEGER NOT NULL,
  series                        INTEGER NOT NULL REFERENCES series,
  scheduled_at                  INTEGER NOT NULL,
  held_us                       INTEGER NOT NULL,
  started_at                    INTEGER,
  lateness_us                   INTEGER,
  error_us                      INTEGER,
  loop_lag_us                   INTEGER,
  fit                           INTEGER NOT NULL,
  unfit_reason                  INTEGER,  -- word
  role                          INTEGER,  -- word
  stratum                       INTEGER,  -- word
  outcome                       INTEGER NOT NULL,  -- word
  side                          INTEGER NOT NULL,  -- word
  detail                        TEXT,
  censored_after_us             INTEGER,
  resolved_us                   INTEGER,
  connected_us                  INTEGER,
  secured_us                    INTEGER,
  sent_us                       INTEGER,
  first_byte_us                 INTEGER,
  done_us                       INTEGER,
  hop_started_us                INTEGER,
  ttfb_us                       INTEGER,
  server_wait_us                INTEGER,
  response_time_us              INTEGER,
  network_load_us               INTEGER,
  needs_browser                 INTEGER,
  first_contentful_paint_us     INTEGER,
  largest_contentful_paint_us   INTEGER,
  load_event_us                 INTEGER,
  total_blocking_time_us        INTEGER,
  interaction_to_next_paint_us  INTEGER,
  cumulative_layout_shift       REAL,
  speed_index_us                INTEGER,
  emc_level                     INTEGER,
  emc_site_id                   INTEGER,  -- word
  http_status                   INTEGER,
  http_version                  INTEGER,  -- word
  redirects                     TEXT,     -- JSON array
  final_url                     INTEGER,  -- word
  bytes_wire                    INTEGER,
  bytes_body                    INTEGER,
  requests                      INTEGER,
  requests_failed               INTEGER,
  server_timing                 TEXT,
  age_s                         INTEGER,
  body_sha256                   BLOB,
  title                         INTEGER,  -- word
  remote_ip                     INTEGER,  -- word
  local_port                    INTEGER,
  via_proxy                     INTEGER NOT NULL,
  resolver                      INTEGER,  -- word
  dns_ttl_s                     INTEGER,
  tcp_rtt_us                    INTEGER,
  tcp_retransmits               INTEGER,
  tls_version                   INTEGER,  -- word
  tls_cipher                    INTEGER,  -- word
  certificate_not_after         INTEGER,
  -- Rounds first: a sweep goes through its plan round by round, so new entries fall close together.
  UNIQUE (sweep, round, series)
) STRICT;

CREATE VIEW samples AS SELECT
  1 AS schema_version,
  (SELECT sweep_id FROM sweep WHERE id = s.sweep) AS sweep_id,
  s.round,
  k.portal_id, k.target_id,
  (SELECT text FROM word WHERE id = s.role) AS role,
  k.kind, k.engine, k.profile, k.connection, k.ip_family,
  (SELECT text FROM word WHERE id = s.stratum) AS stratum,
  nullif(k.vantage_id, '') AS vantage_id,
  strftime('%Y-%m-%dT%H:%M:%S', s.scheduled_at / 1000000, 'unixepoch') || printf('.%06dZ', s.scheduled_at % 1000000) AS scheduled_at,
  s.held_us,
  strftime('%Y-%m-%dT%H:%M:%S', s.started_at / 1000000, 'unixepoch') || printf('.%06dZ', s.started_at % 1000000) AS started_at,
  s.lateness_us, s.error_us, s.loop_lag_us, s.fit,
  (SELECT text FROM word WHERE id = s.unfit_reason) AS unfit_reason,
  (SELECT text FROM word WHERE id = s.outcome) AS outcome,
  (SELECT text FROM word WHERE id = s.side) AS side,
  s.detail, s.censored_after_us,
  s.resolved_us, s.connected_us, s.secured_us, s.sent_us, s.first_byte_us, s.done_us, s.hop_started_us,
  s.ttfb_us, s.server_wait_us, s.response_time_us, s.network_load_us, s.needs_browser,
  s.first_contentful_paint_us, s.largest_contentful_paint_us, s.load_event_us, s.total_blocking_time_us,
  s.interaction_to_next_paint_us, s.cumulative_layout_shift, s.speed_index_us, s.emc_level,
  (SELECT text FROM word WHERE id = s.emc_site_id) AS emc_site_id,
  s.http_status,
  (SELECT text FROM word WHERE id = s.http_version) AS http_version,
  s.redirects,
  (SELECT text FROM word WHERE id = s.final_url) AS final_url,
  s.bytes_wire, s.bytes_body, s.requests, s.requests_failed, s.server_timing, s.age_s,
  iif(s.body_sha256 IS NULL, NULL, lower(hex(s.body_sha256))) AS body_sha256,
  (SELECT text FROM word WHERE id = s.title) AS title,
  (SELECT text FROM word WHERE id = s.remote_ip) AS remote_ip,
  s.local_port, s.via_proxy,
  (SELECT text FROM word WHERE id = s.resolver) AS resolver,
  s.dns_ttl_s, s.tcp_rtt_us, s.tcp_retransmits,
  (SELECT text FROM word WHERE id = s.tls_version) AS tls_version,
  (SELECT text FROM word WHERE id = s.tls_cipher) AS tls_cipher,
  strftime('%Y-%m-%dT%H:%M:%S', s.certificate_not_after / 1000000, 'unixepoch') || printf('.%06dZ', s.certificate_not_after % 1000000) AS certificate_not_after
FROM sample AS s JOIN series AS k ON k.id = s.series;

CREATE VIEW sweeps AS SELECT
  (SELECT sweep_id FROM sweep WHERE id = r.sweep) AS sweep_id,
  r.shard_index, r.shard_count, r.name, r.vantage_id, r.vantage_description, r.vantage_network, r.schedule_id, r.stratum,
  strftime('%Y-%m-%dT%H:%M:%S', r.scheduled_at / 1000000, 'unixepoch') || printf('.%06dZ', r.scheduled_at % 1000000) AS scheduled_at,
  strftime('%Y-%m-%dT%H:%M:%S', r.started_at / 1000000, 'unixepoch') || printf('.%06dZ', r.started_at % 1000000) AS started_at,
  strftime('%Y-%m-%dT%H:%M:%S', r.ended_at / 1000000, 'unixepoch') || printf('.%06dZ', r.ended_at % 1000000) AS ended_at,
  r.planned, r.stored, r.complete, r.imported, printf('%u', r.seed) AS seed, r.rounds, r.window_us, r.now, r.only_globs,
  r.config_sha256, r.evaluation_sha256, r.versions, r.host,
  (SELECT json FROM config WHERE id = r.config) AS config_json
FROM sweep_shard AS r;
