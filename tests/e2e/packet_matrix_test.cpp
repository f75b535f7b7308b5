// The packet matrix with real packets: each cell of matrix_tables.hpp is a few packets.
#include <gtest/gtest.h>

#include <cstdio>
#include <iterator>
#include <sstream>

#include "e2e/matrix_tables.hpp"
#include "e2e/matrix_topology.hpp"
#include "support/probe_testbed.hpp"

namespace mydocker::testing {
namespace {

ProbeKind kind_of_letter(char letter) {
  switch (letter) {
    case 'i':
      return ProbeKind::icmp;
    case 't':
      return ProbeKind::tcp;
    case 'u':
      return ProbeKind::udp;
    default:
      return ProbeKind::sctp;
  }
}

struct Cell {
  std::string words;  // the cell as text, for messages
  std::string from;   // the column
  char verdict = '.';
  Probe probe;
};

std::string netns_of(const std::string& column) { return column == "host" ? "" : column; }

// A row names the target. After ">" follows the receiver, if it is another one.
std::vector<Cell> cells_of_row(const MatrixTopology& topology, Family family,
                               const std::vector<std::string>& columns, const std::string& line) {
  std::istringstream words(line);
  std::string label;
  std::string port;
  std::string kinds;
  words >> label >> port >> kinds;
  const auto arrow = port.find('>');
  const auto place = topology.place(label);
  const auto hearer = arrow == std::string::npos ? place.netns : port.substr(arrow + 1);
  const auto number = static_cast<std::uint16_t>(std::stoi(port.substr(1)));
  std::vector<Cell> cells;
  for (const auto& column : columns) {
    char verdict = 0;
    words >> verdict;
    if (verdict == '*') continue;
    for (const char letter : kinds)
      cells.push_back(
          {column + " -> " + label + port + " by " + letter,
           column,
           verdict,
           {netns_of(column), kind_of_letter(letter), family == Family::v4 ? place.v4 : place.v6,
            number, hearer, verdict == '+' || verdict == 'm'}});
  }
  EXPECT_TRUE(words) << "a cell is missing: " << line;
  return cells;
}

std::vector<Cell> cells_of(const MatrixTopology& topology, Family family,
                           const std::string& table) {
  std::istringstream lines(table);
  std::string line;
  while (line.empty()) std::getline(lines, line);
  std::istringstream head(line);
  std::vector<std::string> columns;
  for (std::string name; head >> name;) columns.push_back(name);
  std::vector<Cell> cells;
  while (std::getline(lines, line)) {
    auto more = cells_of_row(topology, family, columns, line);
    std::move(more.begin(), more.end(), std::back_inserter(cells));
  }
  return cells;
}

// The verdict in the notation of the table. Other results have another sign.
std::string verdict_of(const MatrixTopology& topology, const Cell& cell, const ProbeTrace& trace) {
  const auto heard = trace.heard.find(cell.probe.heard_by);
  if (heard == trace.heard.end()) return ".";
  if (heard->second.size() != 1) return "heard from several addresses";
  const auto owner = topology.owner(*heard->second.begin());
  const bool own = owner == cell.from;
  if (!trace.answered) return own ? ">" : "heard from " + owner + " without answer";
  if (own) return "+";
  return owner == "host" ? "m" : "heard from " + owner;
}

void expect_table(const MatrixTopology& topology, ProbeTestbed& testbed, Family family,
                  const char* table) {
  const auto cells = cells_of(topology, family, table);
  std::vector<Probe> probes;
  for (const auto& cell : cells) probes.push_back(cell.probe);
  const auto traces = testbed.send(probes);
  for (std::size_t i = 0; i < cells.size(); ++i)
    EXPECT_EQ(verdict_of(topology, cells[i], traces[i]), std::string(1, cells[i].verdict))
        << cells[i].words;
  std::printf("%zu cells\n", cells.size());
}

class PacketMatrix : public ::testing::Test {
 protected:
  void expect(const char* table, Family family) {
    expect_table(topology_, testbed_, family, table);
  }
  void expect_all() {
    for (const auto family : {Family::v4, Family::v6}) {
      expect(kUnpublished, family);
      expect(kPublished, family);
    }
    expect(kLoopback, Family::v4);
    expect(kHalfOpenV4, Family::v4);
    expect(kHalfOpenV6, Family::v6);
  }

  const MatrixTopology topology_;
  ProbeTestbed testbed_{topology_.namespaces(), {80, 8000}};
};

TEST_F(PacketMatrix, IsWhatTheTablesSay) {
  expect_all();
  // Blocked packets are blocked by the rules of mydocker: without them the probes arrive.
  must("nft flush chain inet mydocker forward");
  must(kRemoveFilters);
  for (const auto family : {Family::v4, Family::v6}) expect(kWithoutForwardRules, family);
}

TEST_F(PacketMatrix, IsTheSameWhetherBridgedFramesGoThroughTheRulesOfIpOrNot) {
  for (const std::string setting : {"0", "1"}) {
    for (const std::string name : {"iptables", "ip6tables", "arptables"})
      must("echo " + setting + " > /proc/sys/net/bridge/bridge-nf-call-" + name);
    expect_all();
    for (const auto family : {Family::v4, Family::v6})
      expect(setting == "0" ? kApart : kApartInsideTheBridge, family);
  }
}

TEST_F(PacketMatrix, IsTheSameWhenSourcesAreCheckedAgainstRoutes) {
  must("for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 1 > $f; done");
  expect_all();
}

}  // namespace
}  // namespace mydocker::testing
