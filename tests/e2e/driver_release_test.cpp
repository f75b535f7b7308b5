// mydocker driver install of a published release: downloads, signatures and checksums.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace driver_release_test {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// A release in /run/www, which a web server in this network namespace serves.
class DriverRelease : public ::testing::Test {
 protected:
  void SetUp() override {
    must(
        "mkdir -p /run/drivers /run/www /run/keys /run/tmp && chmod 755 /run && ip link set lo up");
    must(std::string("cp ") + MYDOCKER_NEW_DRIVER + " /run/www/fresh.so");
    must("cd /run/www && sha256sum fresh.so > SHA256SUMS");
    must("cd /run/keys && signify-openbsd -G -n -p signify.pub -s signify.sec");
    must("cd /run/keys && signify-openbsd -G -n -p other.pub -s other.sec");
    must("cd /run/keys && minisign -G -W -p minisign.pub -s minisign.sec");
  }
  static void sign_with_signify(const std::string& key = "signify") {
    must("cd /run/www && signify-openbsd -S -s /run/keys/" + key +
         ".sec -m SHA256SUMS -x SHA256SUMS.sig");
  }
  static void sign_with_minisign() {
    must("cd /run/www && minisign -S -s /run/keys/minisign.sec -m SHA256SUMS");
  }
  Outcome install(const std::string& words) const {
    return mydocker_.line("--driver-dir /run/drivers driver install " + words,
                          {{"TMPDIR", "/run/tmp"}});
  }
  static bool is_installed() { return fs::exists("/run/drivers/fresh.so"); }
  // Of /run/tmp, which is the TMPDIR of all commands here.
  static bool folder_is_left() { return !fs::is_empty("/run/tmp"); }
  void expect_refused(const std::string& words, const std::string& reason, int code = 1) const {
    const auto refused = install(words);
    EXPECT_EQ(refused.code, code) << words;
    EXPECT_THAT(refused.err, HasSubstr(reason)) << words;
    EXPECT_FALSE(is_installed()) << words;
    EXPECT_FALSE(folder_is_left()) << words;
  }

  Mydocker mydocker_;
};

constexpr const char* kFile = "/run/www/fresh.so";
constexpr const char* kWithSignify = "--public-key /run/keys/signify.pub /run/www/fresh.so";

TEST_F(DriverRelease, IsInstalledFromAWebServerWithASignatureOfMinisign) {
  sign_with_minisign();
  must(
      "cd /run/www && { python3 -m http.server 8000 --bind 127.0.0.1 >/dev/null 2>&1 & echo $! "
      ">/run/server; }");
  must(
      "for n in $(seq 300); do curl -fso /run/probe http://127.0.0.1:8000/SHA256SUMS && break; "
      "sleep 0.1; done");
  const auto done =
      install("-v --public-key /run/keys/minisign.pub http://127.0.0.1:8000/fresh.so");
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("curl -fgsSL"));
  EXPECT_THAT(done.err, HasSubstr("minisign -Vq -p /run/keys/minisign.pub -m SHA256SUMS"));
  EXPECT_TRUE(is_installed());
  EXPECT_FALSE(folder_is_left());
  must(std::string("cmp /run/drivers/fresh.so ") + kFile);
  must("kill $(cat /run/server)");
}

TEST_F(DriverRelease, IsInstalledFromAFolderWithASignatureOfSignify) {
  sign_with_signify();
  const auto done = install(kWithSignify);
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_TRUE(is_installed());
}

TEST_F(DriverRelease, IsInstalledByItsChecksumInCapitalDigits) {
  const auto sum =
      shell("sha256sum /run/www/fresh.so | cut -c 1-64 | tr a-f A-F | tr -d '\\n'").out;
  const auto installed = install("--sha256 " + sum + " " + kFile);
  EXPECT_EQ(installed.code, 0) << installed.err;
  EXPECT_TRUE(is_installed());
}

TEST_F(DriverRelease, IsInstalledByItsChecksum) {
  std::string sum;
  std::ifstream("/run/www/SHA256SUMS") >> sum;
  expect_refused("--sha256 " + std::string(64, '0') + " " + kFile, "fresh.so: FAILED");
  const auto done = install("--sha256 " + sum + " " + kFile);
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_TRUE(is_installed());
}

TEST_F(DriverRelease, IsRefusedIfAPartOfItIsWrong) {
  expect_refused(kWithSignify, "has neither SHA256SUMS.minisig nor SHA256SUMS.sig");
  sign_with_signify("other");
  expect_refused(kWithSignify, "verify the signature of SHA256SUMS: signify-openbsd");
  sign_with_signify();
  must("cd /run/www && cp SHA256SUMS saved && echo >> SHA256SUMS");
  expect_refused(kWithSignify, "verify the signature of SHA256SUMS: signify-openbsd");
  must("cd /run/www && cp saved SHA256SUMS && printf x >> fresh.so");
  expect_refused(kWithSignify, "fresh.so: FAILED");
  must("rm /run/www/fresh.so");
  expect_refused(kWithSignify, "copy \"/run/www/fresh.so\"");
  must("cd /run/www && echo 'not the driver' > other.so && sha256sum other.so > SHA256SUMS");
  sign_with_signify();
  must(std::string("cp ") + MYDOCKER_NEW_DRIVER + " " + kFile);
  expect_refused(kWithSignify, "no file was verified");
}

// Some users have minisign, and others have signify.
TEST_F(DriverRelease, CanHaveASignatureOfEachKind) {
  sign_with_minisign();
  sign_with_signify();
  expect_refused("--public-key /run/keys/other.pub /run/www/fresh.so", "verify the signature");
  const auto done = install(kWithSignify);
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_TRUE(is_installed());
}

TEST_F(DriverRelease, OfMoreThan64MebibytesIsRefused) {
  must("truncate -s 65M /run/www/fresh.so");
  expect_refused("--sha256 " + std::string(64, '0') + " " + kFile, "larger than 64 MiB");
  must("rm /run/www/fresh.so && mkfifo /run/www/fresh.so");
  expect_refused("--sha256 " + std::string(64, '0') + " " + kFile, "there is no such file");
}

TEST_F(DriverRelease, MustBeVerified) {
  constexpr int kUsage = 125;
  const std::string address = "https://127.0.0.1/fresh.so";
  expect_refused(address, "a download must be verified", kUsage);
  expect_refused("--sha256 12 " + address, "64 hex digits", kUsage);
  for (const char* option : {"--public-key", "--sha256"}) {
    const auto refused =
        mydocker_({"--driver-dir", "/run/drivers", "driver", "install", option, "", kFile});
    EXPECT_EQ(refused.code, kUsage) << refused.err;
    EXPECT_FALSE(is_installed()) << option;
  }
  expect_refused("--public-key /run/keys/none.pub " + address, "No such file or directory");
  expect_refused("--public-key /run/keys/signify.pub https://127.0.0.1/fresh", "ends in .so",
                 kUsage);
  expect_refused("--public-key /run/keys/signify.pub " + address, "copy \"https://127.0.0.1/");
}

TEST_F(DriverRelease, HasAScriptThatDoesTheSame) {
  sign_with_signify();
  const auto printed = install(std::string("--dry-run ") + kWithSignify);
  EXPECT_EQ(printed.code, 0) << printed.err;
  EXPECT_FALSE(is_installed());
  std::ofstream("/run/script") << printed.out;
  must("TMPDIR=/run/tmp sh /run/script");
  EXPECT_TRUE(is_installed());
  EXPECT_FALSE(folder_is_left());
  must("echo more >> /run/www/fresh.so && ! TMPDIR=/run/tmp sh /run/script");
  EXPECT_FALSE(folder_is_left());
}

TEST_F(DriverRelease, HasNoScriptIfTheFolderIsRefused) {
  sign_with_signify();
  must("chmod 777 /run/drivers");
  expect_refused(std::string("--dry-run ") + kWithSignify, "writable by all users");
}

// The server accepts the connection and never answers. It sees the end of curl.
TEST_F(DriverRelease, LeavesNothingAfterASignal) {
  std::ofstream("/run/server.py") << "import socket\n"
                                     "server = socket.create_server((\"127.0.0.1\", 8000))\n"
                                     "for number in range(2):\n"
                                     "    client = server.accept()[0]\n"
                                     "    while client.recv(4096): open(\"/run/began\", \"w\")\n"
                                     "    open(\"/run/ended\", \"w\")\n";
  must("python3 /run/server.py > /run/log 2>&1 & echo $! > /run/server");
  for (const auto& [signal, code] : {std::pair("TERM", 143), std::pair("HUP", 129)}) {
    SCOPED_TRACE(signal);
    const auto sent = shell(
        "rm -f /run/began /run/ended; until ss -ltn | grep -q :8000; do sleep 0.02; done; "
        "TMPDIR=/run/tmp " MYDOCKER_BINARY " --driver-dir /run/drivers driver install --sha256 " +
        std::string(64, '0') +
        " http://127.0.0.1:8000/fresh.so & process=$!; "
        "for i in $(seq 500); do [ -e /run/began ] && break; sleep 0.02; done; "
        "kill -" +
        signal +
        " $process; wait $process; code=$?; "
        "for i in $(seq 500); do [ -e /run/ended ] && exit $code; sleep 0.02; done; exit 1");
    EXPECT_EQ(sent.code, code) << sent.err;
    EXPECT_FALSE(folder_is_left());
  }
  must("kill $(cat /run/server) 2>/dev/null || true");
}

TEST_F(DriverRelease, NamesAProgramThatIsMissing) {
  sign_with_minisign();
  must("mkdir /run/bin && ln -s $(command -v cp) /run/bin/cp");
  const auto refused = mydocker_.line(
      "--driver-dir /run/drivers driver install --public-key /run/keys/minisign.pub "
      "/run/www/fresh.so",
      {{"PATH", "/run/bin"}});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("the program minisign is missing"));
  EXPECT_THAT(refused.err, HasSubstr("hint: apt install minisign"));
}

}  // namespace driver_release_test
}  // namespace mydocker::testing
