// The commands of the guides in docs/how-to, run as they are written.
//
// Each test has its own view of the folders that the commands write: /etc, /opt, /srv, /usr,
// /var/lib. The programs are where the Debian packages have them.
#include <gmock/gmock.h>

#include <sstream>

#include "engines/docker_plugin.hpp"
#include "engines/layers.hpp"
#include "engines/oci_runtime.hpp"

namespace mydocker::testing {
namespace guides_test {

using ::testing::HasSubstr;

class Guides : public ::testing::Test {
 protected:
  void SetUp() override {
    must("ip link set lo up");
    for (const auto* folder : kLayers) add_layer(folder);
    if (HasFatalFailure()) return;  // nothing may be written to the machine's own folders
    install(MYDOCKER_BINARY, "/usr/bin");
    install(MYDOCKER_CNI, "/usr/lib/cni");
    install(MYDOCKER_OCI_HOOK, "/usr/libexec/mydocker");
    install(MYDOCKER_DOCKER_DRIVER, "/usr/libexec/mydocker");
    must("mkdir -p /usr/local/lib/mydocker /usr/lib/mydocker && cp -r " + build() +
         "/drivers /usr/local/lib/mydocker/ && cp -r " + build() + "/drivers /usr/lib/mydocker/");
    must(
        "mkdir -p /usr/share/containers/oci/hooks.d && sed "
        "s,@MYDOCKER_OCI_HOOK@,/usr/libexec/mydocker/mydocker-oci-hook, " MYDOCKER_HOOK_FILE
        " > /usr/share/containers/oci/hooks.d/mydocker-oci-hook.json");
    must("rm -rf /etc/cni/net.d /var/lib/mydocker");
  }

  void TearDown() override {
    for (const auto* folder : kLayers) remove_layer(folder);
  }

  static constexpr const char* kLayers[] = {"etc", "opt", "srv", "usr", "var/lib"};

  static std::string build() {
    return std::filesystem::path(MYDOCKER_BINARY).parent_path().parent_path();
  }
  static void install(const std::string& program, const std::string& folder) {
    const auto there = folder + "/" + std::filesystem::path(program).filename().string();
    must("mkdir -p " + folder + " && touch " + there + " && mount --bind " + program + " " + there);
  }

  // The commands of the blocks that are marked as shell.
  static std::string commands_of(const std::string& guide) {
    std::ifstream file(std::string(MYDOCKER_GUIDES) + "/" + guide);
    std::string commands;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("```"))
        inside = line == "```sh";
      else if (inside)
        commands += line + "\n";
    }
    EXPECT_NE(commands, "") << guide;
    return commands;
  }
  // Runs the guide. Returns what its commands have printed.
  static std::string run_guide(const std::string& guide, const std::string& before = "") {
    std::ofstream("/run/guide.sh") << before << "\nset -eu\n" << commands_of(guide);
    const auto outcome =
        shell("cd /run && timeout 100 sh /run/guide.sh >/run/guide.out 2>/run/guide.err");
    const auto errors = shell("tail -n 30 /run/guide.err").out;
    EXPECT_EQ(outcome.code, 0) << shell("cat /run/guide.out").out << errors;
    return shell("cat /run/guide.out").out;
  }
  static bool is_missing(const std::string& program) {
    return shell("command -v " + program).code != 0;
  }
};

TEST_F(Guides, IpNetns) { EXPECT_THAT(run_guide("ip-netns.md"), HasSubstr("box 10.9.0.7/24")); }

TEST_F(Guides, Cni) {
  const auto output = run_guide("cni.md");
  EXPECT_THAT(output, HasSubstr("cni demo"));
  EXPECT_THAT(output, HasSubstr("\"sandbox\": \"/run/netns/demo\""));
}

TEST_F(Guides, Runc) {
  if (is_missing("runc")) GTEST_SKIP() << "the package runc is not installed";
  mount_cgroups();
  EXPECT_THAT(run_guide("runc.md"), HasSubstr("8080"));
}

TEST_F(Guides, Crun) {
  if (is_missing("crun")) GTEST_SKIP() << "the package crun is not installed";
  mount_cgroups();
  const auto bundle = commands_of("runc.md");
  // The bundle of the guide for runc, and a crun that needs no groups of processes.
  std::ofstream("/run/bundle.sh") << bundle.substr(0, bundle.find("runc run"));
  must("sh -e /run/bundle.sh && mydocker network rm web");
  EXPECT_THAT(run_guide("crun.md", "crun() { command crun --cgroup-manager=disabled \"$@\"; }"),
              HasSubstr("oci box"));
}

TEST_F(Guides, Podman) {
  if (is_missing("podman")) GTEST_SKIP() << "the package podman is not installed";
  if (is_missing("crun")) GTEST_SKIP() << "the package crun is not installed";
  mount_cgroups();
  must("mkdir -p /etc/containers/containers.conf.d /run/home");
  // Limits of this machine, not of podman.
  std::ofstream("/etc/containers/containers.conf.d/99-test.conf")
      << "[containers]\ncgroups = \"disabled\"\n"
         "default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n"
         "seccomp_profile = \"unconfined\"\n"
         "[engine]\nruntime = \"crun\"\nevents_logger = \"file\"\ncgroup_manager = \"cgroupfs\"\n";
  std::ofstream("/etc/containers/storage.conf")
      << "[storage]\ndriver = \"vfs\"\ngraphroot = \"/run/graph\"\nrunroot = \"/run/runroot\"\n";
  const auto output = run_guide("podman.md", "export HOME=/run/home; unset CONTAINERS_CONF");
  EXPECT_THAT(output, HasSubstr("\n10.9.0.7\n"));
}

TEST_F(Guides, Containerd) {
  if (is_missing("containerd") || is_missing("ctr"))
    GTEST_SKIP() << "the package containerd is not installed";
  mount_cgroups();
  std::ofstream("/run/containerd.toml")
      << "version = 2\nroot = \"/run/containerd/root\"\nstate = \"/run/containerd/state\"\n"
         "disabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n"
         "[grpc]\naddress = \"/run/containerd/containerd.sock\"\n";
  const auto output = run_guide(
      "containerd.md",
      "containerd --config /run/containerd.toml >/run/containerd.log 2>&1 & engine=$!\n"
      "trap 'kill $engine; wait $engine' EXIT\n"
      "for n in $(seq 100); do [ ! -S /run/containerd/containerd.sock ] || break; sleep 0.1; done");
  EXPECT_THAT(output, HasSubstr("default-box 10.9.0."));
}

TEST_F(Guides, Docker) {
  if (is_missing("dockerd") || is_missing("docker"))
    GTEST_SKIP() << "the package docker.io is not installed";
  mount_cgroups();
  must("mkdir -p /run/docker/plugins");
  const DockerPlugin plugin("/usr/libexec/mydocker/mydocker-docker-driver", "",
                            "/run/docker/plugins/mydocker.sock");
  const Activator activator(plugin);
  const auto output = run_guide(
      "docker.md",
      "dockerd --data-root /run/data --iptables=false --ip6tables=false --bridge=none "
      "--storage-driver=vfs "
      "--host unix:///run/docker.sock >/run/dockerd.log 2>&1 & engine=$!\n"
      "export DOCKER_HOST=unix:///run/docker.sock\n"
      "trap 'kill $engine; wait $engine' EXIT\n"
      "for n in $(seq 300); do ! docker version >/dev/null 2>&1 || break; sleep 0.1; done");
  EXPECT_THAT(output, HasSubstr("\n10.9.0.7\n"));
  EXPECT_THAT(output, HasSubstr("docker-"));
}

}  // namespace guides_test
}  // namespace mydocker::testing
