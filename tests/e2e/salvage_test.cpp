// Lost and damaged databases: the commands report the damage, `verify --repair` restores what it
// can, and everything can be removed in the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace salvage_test {

using ::testing::HasSubstr;
using ::testing::Not;

enum class Damage : std::uint8_t {
  removed,
  empty,
  truncated,
  cut,
  text,
  zero_page,
  flipped,
  schema,
  format,
  write_format,
  version
};

struct Loss {
  const char* file;  // below the state directory
  Damage damage;
  const char* name;
};

void PrintTo(const Loss& loss, std::ostream* out) { *out << loss.file << ' ' << loss.name; }

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

// Changes a byte of SQLite's header.
std::string with_header(std::string content, std::size_t at, char value) {
  content.at(at) = value;
  return content;
}

// Changes the last bit of the last letter of a text that the file contains.
std::string with_flipped_bit(std::string content, const std::string& text) {
  const auto at = content.find(text);
  EXPECT_NE(at, std::string::npos) << text;
  if (at != std::string::npos) content[at + text.size() - 1] ^= 1;
  return content;
}

class Salvage : public ::testing::TestWithParam<Loss> {
 protected:
  Salvage() {
    must("ip link set lo up && echo 1 > /proc/sys/net/ipv4/ip_forward");
    must("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
    must("ip netns add c1 && ip netns add c2");
    before_ = snapshot_here();
    done("network create n --subnet 192.0.2.0/24 --label note=mark");
    done("network connect n c1 --ip 192.0.2.9 -p 8080:80");
  }

  std::string done(const std::string& line) {
    const auto outcome = mydocker_.line(line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome.out;
  }

  void damage(const Loss& loss) {
    const auto file = mydocker_.state_dir() + "/" + loss.file;
    const auto content = content_of(file);
    switch (loss.damage) {
      case Damage::removed:
        std::filesystem::remove(file);
        break;
      case Damage::empty:
        write(file, "");
        break;
      case Damage::truncated:
        write(file, content.substr(0, content.size() / 2));
        break;
      case Damage::cut:  // inside the page of a record
        write(file, content.substr(0, content.rfind("192.0.2.")));
        break;
      case Damage::text:
        write(file, "hello world\n");
        break;
      case Damage::zero_page:
        write(file, content.substr(0, 4096) + std::string(4096, '\0') + content.substr(8192));
        break;
      case Damage::flipped:
        write(file, with_flipped_bit(content, "192.0.2.0/24"));
        break;
      case Damage::schema:  // the name of a column in the stored CREATE TABLE
        write(file, with_flipped_bit(content, "checksum"));
        break;
      case Damage::format:
        write(file, with_header(content, 47, 36));
        break;
      case Damage::write_format:
        write(file, with_header(content, 18, 3));
        break;
      case Damage::version:
        write(file, with_header(content, 62, 1));
        break;
    }
  }

  Mydocker mydocker_;
  std::string before_;
};

TEST_P(Salvage, RestoresWhatItCanAndLeavesNothing) {
  damage(GetParam());
  for (const char* line : {"network ls", "network inspect n", "network reload --all",
                           "network publish n c1 81:81", "network rm n"}) {
    const auto outcome = mydocker_.line(line);
    EXPECT_THAT(outcome.code, ::testing::AnyOf(0, 1, 2)) << line << outcome.err;
    EXPECT_THAT(outcome.err, Not(HasSubstr("move it away"))) << line;
  }
  const auto seen = mydocker_.line("network verify");
  EXPECT_EQ(seen.code, 3) << seen.out << seen.err;
  const auto repaired = mydocker_.line("network verify --repair");
  EXPECT_THAT(repaired.code, ::testing::AnyOf(0, 3)) << repaired.out << repaired.err;
  EXPECT_THAT(done("network ls"), HasSubstr(" n ")) << repaired.err;
  EXPECT_THAT(done("network inspect n"), HasSubstr("192.0.2.0/24"));
  mydocker_.line("network gc --force");
  EXPECT_EQ(done("network verify"), "");
  done("network connect n c2");
  EXPECT_TRUE(reaches("c2", "192.0.2.1"));
  done("network disconnect n c2");
  mydocker_.line("network disconnect n c1");  // refused if the connection is lost
  done("network rm n");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(mydocker_.line("network verify").code, 0);
}

constexpr const char* kDefinitions = "definitions.db";
constexpr const char* kRuntime = "run/runtime.db";

INSTANTIATE_TEST_SUITE_P(
    Losses, Salvage,
    ::testing::Values(
        Loss{kDefinitions, Damage::removed, "removed"}, Loss{kDefinitions, Damage::empty, "empty"},
        Loss{kDefinitions, Damage::truncated, "truncated"}, Loss{kDefinitions, Damage::cut, "cut"},
        Loss{kDefinitions, Damage::text, "text"}, Loss{kDefinitions, Damage::flipped, "flipped"},
        Loss{kDefinitions, Damage::schema, "schema"}, Loss{kDefinitions, Damage::format, "format"},
        Loss{kDefinitions, Damage::write_format, "write_format"},
        Loss{kDefinitions, Damage::version, "version"}, Loss{kRuntime, Damage::removed, "removed"},
        Loss{kRuntime, Damage::empty, "empty"}, Loss{kRuntime, Damage::truncated, "truncated"},
        Loss{kRuntime, Damage::cut, "cut"}, Loss{kRuntime, Damage::text, "text"},
        Loss{kRuntime, Damage::zero_page, "zero_page"}, Loss{kRuntime, Damage::flipped, "flipped"},
        Loss{kRuntime, Damage::schema, "schema"}, Loss{kRuntime, Damage::format, "format"},
        Loss{kRuntime, Damage::write_format, "write_format"},
        Loss{kRuntime, Damage::version, "version"}),
    [](const auto& one) {
      return std::string(one.param.file == kRuntime ? "Runtime" : "Definitions") + "_" +
             one.param.name;
    });

// The connection survives if only the definitions are lost.
TEST_F(Salvage, OfDefinitionsKeepsTheConnectionAndTheLabels) {
  damage({kDefinitions, Damage::removed, ""});
  const auto listed = mydocker_.line("network ls");
  EXPECT_EQ(listed.code, 1) << "an empty list would be wrong";
  EXPECT_THAT(listed.err, HasSubstr("definitions.db\" is missing, but networks are in use"));
  EXPECT_EQ(mydocker_.line("network rm n").code, 1) << "the kernel has its links";
  EXPECT_EQ(mydocker_.line("network rm -f n").code, 1);
  EXPECT_EQ(mydocker_.line("network verify --repair").code, 0);
  EXPECT_THAT(done("network inspect n"), HasSubstr("\"note\": \"mark\""));
  EXPECT_TRUE(reaches("c1", "192.0.2.1"));
  done("network disconnect n c1");
  done("network rm n");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

// The plan of the container is damaged. It is computed again, so the container stays connected.
TEST_F(Salvage, OfAPlanKeepsTheConnection) {
  const auto file = mydocker_.state_dir() + "/run/runtime.db";
  write(file, with_flipped_bit(content_of(file), "\"kind\":\"antispoofing"));
  const auto seen = mydocker_.line("network verify");
  EXPECT_EQ(seen.code, 3);
  EXPECT_THAT(seen.out, HasSubstr("does not match its checksum"));
  const auto repaired = mydocker_.line("network verify --repair");
  EXPECT_EQ(repaired.code, 0) << repaired.out << repaired.err;
  EXPECT_THAT(repaired.err, HasSubstr("runtime.db.damaged"));
  EXPECT_TRUE(reaches("c1", "192.0.2.1"));
  done("network unpublish n c1 8080");
  done("network disconnect n c1");
  done("network rm n");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

// A network without a record in runtime.db is not removed as if nothing of it existed.
TEST_F(Salvage, ARemovalLooksAtTheKernel) {
  damage({kRuntime, Damage::removed, ""});
  const auto refused = mydocker_.line("network rm n");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("\"n\""));
  EXPECT_THAT(refused.err, HasSubstr("mydocker network verify --repair"));
  EXPECT_EQ(mydocker_.line("network gc").code, 2) << "it only lists without --force";
  EXPECT_EQ(mydocker_.line("network verify --repair").code, 3) << "the container's link is left";
  done("network gc --force");
  done("network rm n");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

// Each read of the databases fails once.
TEST_F(Salvage, AFailedReadIsNoDamage) {
  const std::string program = Mydocker::program() + " -q --state-dir " + mydocker_.state_dir();
  int failed = 0;
  for (int n = 1; n <= 24; ++n) {
    const auto outcome =
        shell("strace -o /dev/null -e trace=pread64 -P " + mydocker_.state_dir() +
              "/run/runtime.db -P " + mydocker_.state_dir() +
              "/definitions.db -e inject=pread64:error=EIO:when=" + std::to_string(n) + " " +
              program + " network update n --label a=b");
    EXPECT_THAT(outcome.err, Not(HasSubstr("damaged"))) << n;
    if (outcome.code != 0) ++failed;
  }
  EXPECT_GT(failed, 3);
  done("network update n --label a=c");
  EXPECT_EQ(done("network verify"), "");
}

TEST_F(Salvage, OfANewerVersionIsRefused) {
  done("network disconnect n c1");
  shell("sqlite3 " + mydocker_.state_dir() + "/definitions.db 'pragma user_version=99'");
  for (const char* line : {"network verify", "network verify --repair"}) {
    const auto outcome = mydocker_.line(line);
    EXPECT_EQ(outcome.code, 1) << line;
    EXPECT_THAT(outcome.err, HasSubstr("schema version 99")) << line;
  }
  EXPECT_FALSE(std::filesystem::exists(mydocker_.state_dir() + "/definitions.db.damaged"));
}

// Both databases have lost the definition: only the plan is left.
TEST_F(Salvage, ANetworkWithoutADefinitionIsGarbage) {
  damage({kDefinitions, Damage::removed, ""});
  shell("sqlite3 " + mydocker_.state_dir() +
        "/run/runtime.db \"delete from entries where hex(key) like hex('network') || '00%' or "
        "hex(key) like hex('named') || '00%'\"");
  const auto found = mydocker_.line("network verify --repair");
  EXPECT_EQ(found.code, 3) << found.err;
  EXPECT_THAT(found.out, HasSubstr("definition"));
  EXPECT_THAT(found.out, HasSubstr("lost"));
  const auto script = done("network gc --dry-run");
  EXPECT_THAT(script, HasSubstr("ip link delete dev n\n"));
  const auto listed = mydocker_.line("network gc");
  EXPECT_EQ(listed.code, 2);
  EXPECT_THAT(listed.out, HasSubstr("connection of container \"c1\""));
  done("network gc --force");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(done("network verify"), "");
}

// The script of a dry run removes the same objects.
// Without these keys the commands do not find the connection, so they remove its network.
TEST_F(Salvage, AConnectionWithoutANetworkIsGarbage) {
  shell("sqlite3 " + mydocker_.state_dir() +
        "/run/runtime.db \"DELETE FROM entries WHERE substr(key, 1, 5) = CAST('lease' AS BLOB)\"");
  done("network rm n");
  const auto found = mydocker_.line("network verify");
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out, HasSubstr("its network is lost"));
  EXPECT_EQ(mydocker_.line("network gc").code, 2);
  done("network gc --force");
  EXPECT_EQ(mydocker_.line("network verify").code, 0);
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

TEST_F(Salvage, GarbageIsShownAsAScript) {
  damage({kRuntime, Damage::removed, ""});
  const auto script = done("network gc --dry-run");
  EXPECT_THAT(script, HasSubstr("ip link delete dev n\n"));
  EXPECT_EQ(mydocker_.line("network gc").code, 2) << "nothing was removed";
  must(script);
  EXPECT_EQ(done("network gc"), "");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

}  // namespace salvage_test
}  // namespace mydocker::testing
