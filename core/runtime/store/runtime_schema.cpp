#include "runtime/store/runtime_schema.hpp"

#include <array>

namespace mydocker::store {
namespace {

// works: ids are never given again (AUTOINCREMENT), as the byte of an old one may still be locked.
// phase: a letter, so that changing it rewrites the row in place, which a full disk allows; for the
// same reason the plan, which may be long, has a table of its own.
// endpoints: `work` is the row of the journal; addresses as people write them, in order.
// leases: an address as its key (address_key.hpp), so that walking the index is counting upwards.
constexpr std::array<const char*, 1> kSchema{R"(
CREATE TABLE world(
  one INTEGER PRIMARY KEY CHECK(one=1),
  boot_id TEXT NOT NULL,
  host_cookie INTEGER NOT NULL);
CREATE TABLE works(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  phase TEXT NOT NULL,
  owner TEXT NOT NULL UNIQUE,
  network_id TEXT NOT NULL);
CREATE INDEX works_unfinished ON works(id) WHERE phase<>'a';
CREATE TABLE plans(
  work INTEGER PRIMARY KEY,
  plan TEXT NOT NULL);
CREATE TABLE holders(
  identity TEXT NOT NULL,
  work INTEGER NOT NULL,
  prior TEXT NOT NULL,
  PRIMARY KEY(identity, work)) WITHOUT ROWID;
CREATE INDEX holders_work ON holders(work);
CREATE TABLE endpoints(
  work INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  network_id TEXT NOT NULL,
  container TEXT NOT NULL,
  netns_path TEXT NOT NULL,
  netns_cookie INTEGER NOT NULL,
  link_name TEXT NOT NULL,
  mac BLOB NOT NULL,
  addresses TEXT NOT NULL,
  default_route INTEGER NOT NULL,
  options TEXT NOT NULL,
  created INTEGER NOT NULL,
  UNIQUE(network_id, container),
  UNIQUE(network_id, mac));
CREATE INDEX endpoints_netns ON endpoints(netns_cookie);
CREATE TABLE leases(
  network_id TEXT NOT NULL,
  address BLOB NOT NULL,
  work INTEGER NOT NULL,
  PRIMARY KEY(network_id, address)) WITHOUT ROWID;
CREATE INDEX leases_work ON leases(work);
CREATE TABLE cursors(
  network_id TEXT NOT NULL,
  subnet BLOB NOT NULL,
  address BLOB NOT NULL,
  PRIMARY KEY(network_id, subnet)) WITHOUT ROWID;
)"};

}  // namespace

std::span<const char* const> runtime_schema() { return kSchema; }

}  // namespace mydocker::store
