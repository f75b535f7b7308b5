// Bundles for runc and crun, with mydocker-oci-hook as their hook.
#pragma once

#include "engines/cni_runtime.hpp"
#include "support/json.hpp"

namespace mydocker::testing {

// A runtime that may not be installed. Both run without cgroups of version 2, which a test cannot
// create here.
struct OciRuntime {
  std::string name;

  [[nodiscard]] bool is_installed() const { return shell("command -v " + name).code == 0; }
  [[nodiscard]] Outcome operator()(const std::string& words) const {
    const std::string more = name == "crun" ? " --cgroup-manager=disabled" : "";
    return shell("out=$(mktemp -p /run); " + name + " --root /run/" + name + more + " " + words +
                 " </dev/null >$out 2>&1; code=$?; cat $out; rm $out; exit $code");
  }
};

// The private /sys of a test has no groups of processes. This mounts those of the machine, without
// version 2 beside version 1, which crun refuses.
inline void mount_cgroups() {
  must(
      "if [ $(wc -l </proc/self/cgroup) = 1 ]; then exec mount -t cgroup2 none /sys/fs/cgroup; fi\n"
      "mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup\n"
      "cut -d: -f2 /proc/self/cgroup | while read -r names; do\n"
      "  [ -n \"$names\" ] || continue\n"
      "  folder=/sys/fs/cgroup/${names#name=}\n"
      "  mkdir -p $folder && mount -t cgroup -o $names cgroup $folder || exit 1\n"
      "done");
}

// The folder /run/bundle with a container that sleeps.
inline void write_bundle(const std::string& hook, const Json& hook_arguments,
                         const Json& annotations) {
  must(
      "mkdir -p /run/bundle/rootfs/proc /run/bundle/rootfs/usr /run/bundle/rootfs/dev && for link "
      "in bin sbin lib lib64; do ln -sfn usr/$link /run/bundle/rootfs/$link; done");
  Json config = json_from(R"({
    "ociVersion": "1.0.2",
    "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "cwd": "/",
                "args": ["sleep", "600"], "env": ["PATH=/usr/sbin:/usr/bin"]},
    "root": {"path": "rootfs", "readonly": true},
    "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
               {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
               {"destination": "/usr", "type": "bind", "source": "/usr", "options": ["rbind", "ro"]}],
    "linux": {"namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "mount"}]}})");
  const Json call{{"path", hook}, {"args", hook_arguments}};
  config["annotations"] = annotations;
  config["hooks"] = {{"createRuntime", Json::array({call})}, {"poststop", Json::array({call})}};
  std::ofstream("/run/bundle/config.json") << config.dump();
}

}  // namespace mydocker::testing
