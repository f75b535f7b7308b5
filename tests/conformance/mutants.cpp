#include "conformance/mutants.hpp"

namespace mydocker::testing {
namespace {

using conformance::Level;
using conformance::RuleOutcome;

Mutant edited(const std::string& check, const std::string& from, const std::string& to,
              const std::string& name = "fair") {
  return {.check = check,
          .change = [from, to](MutantFile& file) { file.edit_manifest(from, to); },
          .name = name};
}

Mutant linked(const std::string& check, const std::string& variant) {
  return {.check = check, .variant = variant, .change = [](MutantFile&) {}};
}

// The sandbox stops this driver while it is loaded or plans. L15 reports that too.
Mutant stopped(Mutant mutant) {
  mutant.also = {"L15"};
  mutant.why = "the sandbox stops the driver";
  return mutant;
}

// The dynamic linker does not find a symbol of this driver. L01 reports that too.
Mutant unloadable(Mutant mutant) {
  mutant.also = {"L01"};
  mutant.why = "the dynamic linker does not find the symbol";
  return mutant;
}

constexpr const char* kCustom = "a Custom resource needs the driver's file to go";

// The file says that the driver chooses addresses.
Mutant of_leases(const std::string& check, Level up_to) {
  const auto change = [check](MutantFile& file) {
    file.edit_manifest(R"("ports"])", R"("ipam"])");
    file.break_rule(check);
  };
  return {.check = check, .change = change, .up_to = up_to, .also = {"C24"}, .why = kCustom};
}

// Only the check of the mutant is run. Other checks have found nothing more once.
Mutant alone(Mutant mutant) {
  mutant.alone = true;
  mutant.also.clear();
  mutant.why.clear();
  return mutant;
}

std::vector<Mutant> coded(const std::vector<std::string>& checks, Level up_to = Level::plan) {
  std::vector<Mutant> mutants;
  for (const auto& check : checks) mutants.push_back({.check = check, .up_to = up_to});
  return mutants;
}

}  // namespace

const std::vector<Mutant>& file_mutants() {
  static const std::vector<Mutant> mutants{
      {.check = "S01", .change = [](MutantFile& file) { file.spoil_checksum(); }},
      {.check = "S02", .change = [](MutantFile& file) { file.move_note_out(); }},
      edited("S03", R"("version":"1.0.0")", R"("version":"1.0.x")"),
      edited("S04", R"("default":"plain")", R"("default":"green")"),
      edited("S05", R"("name":"fair")", R"("name":"fear")"),
      linked("S06", "exports"),
      {.check = "S07",
       .variant = "unique",
       .change = [](MutantFile&) {},
       .also = {"S06"},
       .why = "a symbol that is one for the whole process is exported"},
      linked("S08", "lazy"),
      linked("S09", "run-path"),
      unloadable(linked("S10", "undefined")),
      {.check = "S11",
       .variant = "newer",
       .change = [](MutantFile& file) { file.need_version("GLIBC_2.29", "GLIBC_2.99"); },
       .expected = RuleOutcome::warn},
      edited("S12", "right in all things\"", "right in all thing.\""),
      edited("S13", R"("license":"MIT")", R"("license":"?IT")"),
      {.check = "S13",
       .change =
           [](MutantFile& file) { file.edit_manifest(R"("license":"MIT")", R"("license":"GPL")"); },
       .expected = RuleOutcome::warn,
       .deed = "S13-unknown"},
      {.check = "S14",
       .change =
           [](MutantFile& file) { file.edit_manifest(R"("key":"color")", R"("key":"Color")"); },
       .also = {"P35"},
       .why = "under a name that the code does not know the option is never read"},
      edited("S15", R"("help":"any color")", R"("help":"any colo.")"),
      edited("S16", R"("alias":"tint")", R"("alias":"mode")"),
      edited("S17", R"("min":1300)", R"("min":9999)"),
      edited("S18", R"("capabilities":["addresses","ipv6","ports"])",
             R"("capabilities":["addresses","ipv6","p0rts"])"),
      edited("S19", R"("hairpin")", R"("hairpim")"),
      edited("S20", R"("name":"fair")", R"("name":"host")", "host"),
      stopped(linked("S21", "stack")),
      stopped(linked("S22", "text-relocation")),
      {.check = "S23",
       .change = [](MutantFile& file) { file.append_zeros(std::size_t{9} << 20); },
       .expected = RuleOutcome::warn},
  };
  return mutants;
}

const std::vector<Mutant>& loading_mutants() {
  static const std::vector<Mutant> mutants = [] {
    auto all = coded({"L02", "L05", "L07", "L08", "L09", "L10", "L12", "L14", "L15", "L16", "L17"});
    for (const auto* check : {"L04", "L06", "L11", "L13"})
      all.push_back(stopped({.check = check, .up_to = Level::plan}));
    all.push_back(linked("L01", "absent"));
    all.push_back({.check = "L01", .deed = "L01-endpoint"});
    all.push_back({.check = "L03", .expected = RuleOutcome::warn});
    return all;
  }();
  return mutants;
}

const std::vector<Mutant>& plan_mutants() {
  static const std::vector<Mutant> mutants = [] {
    auto all = coded({"P01", "P02", "P03", "P04", "P05", "P06", "P07", "P09", "P10", "P11",
                      "P13", "P15", "P16", "P17", "P19", "P21", "P22", "P23", "P24", "P25",
                      "P27", "P28", "P29", "P30", "P31", "P32", "P33", "P34", "P35", "P37",
                      "P38", "P39", "P40", "P42", "P43", "P44", "P46", "P47", "P48"});
    all.push_back({.check = "P36"});
    all.push_back({.check = "P12",
                   .also = {"P45", "P47", "P48"},
                   .why = "the value is planned twice, for each container"});
    all.push_back({.check = "P18", .also = {"P46"}, .why = "it crashes with some options"});
    all.push_back(
        {.check = "P45", .also = {"P47"}, .why = "the value is wrong for each container"});
    all.push_back({.check = "P20",
                   .also = {"P31", "P37"},
                   .why = "a container without IPv6 has no IPv6 ports and routes"});
    all.push_back({.check = "P26",
                   .also = {"P38"},
                   .why = "the plan is too large for each length of a prefix"});
    all.push_back({.check = "P41", .expected = RuleOutcome::warn});
    for (const auto* deed :
         {"P01-route", "P39-host", "P31-address", "P31-protocol", "P31-count", "P33-variable",
          "P35-reason", "P12-second", "P46-address", "P47-field", "P01-warning"})
      all.push_back({.check = std::string(deed).substr(0, 3), .deed = deed});
    all.push_back(stopped({.check = "P08", .up_to = Level::plan}));
    all.push_back({.check = "P14",
                   .also = {"P35"},
                   .why = "an option that is not handed on changes nothing"});
    all.push_back({.check = "P13", .deed = "P13-none"});
    // Level 4 has no further findings for a plan that the host refuses.
    all.push_back({.check = "P02", .up_to = Level::fault, .deed = "P02-life"});
    return all;
  }();
  return mutants;
}

const std::vector<Mutant>& life_mutants() {
  static const std::vector<Mutant> mutants = [] {
    auto all =
        coded({"C01", "C08", "C12", "C13", "C30", "C32", "C38", "C41", "C42", "C43"}, Level::life);
    all.push_back({.check = "C03",
                   .up_to = Level::life,
                   .also = {"C58"},
                   .why = "the script of the removal leaves the setting too"});
    all.push_back({.check = "C14",
                   .up_to = Level::life,
                   .also = {"C39", "C40", "C41", "C42"},
                   .why = "no IPv6 packet of a container is accepted"});
    all.push_back({.check = "C41",
                   .up_to = Level::life,
                   .also = {"C42"},
                   .why = "published ports are forwarded too",
                   .deed = "C41-forward"});
    all.push_back({.check = "C39",
                   .up_to = Level::life,
                   .also = {"C40"},
                   .why = "without anti-spoofing a container can be the gateway too"});
    all.push_back({.check = "C40",
                   .up_to = Level::life,
                   .also = {"P44"},
                   .why = "the plan shows the address too"});
    for (const auto* check : {"C17", "C31", "C33", "C34", "C35", "C37", "C44", "C45", "C46", "R03"})
      all.push_back({.check = check, .up_to = Level::life, .also = {"C24"}, .why = kCustom});
    all.push_back({.check = "C20",
                   .up_to = Level::fault,
                   .also = {"C24", "F03", "F05"},
                   .why = "its observation is wrong after a kill and a failed removal too"});
    all.push_back({.check = "C36",
                   .up_to = Level::life,
                   .also = {"C24", "L06", "P09"},
                   .why = "each process that loads the driver makes another plan"});
    for (const auto* check : {"C48", "C49"}) all.push_back(of_leases(check, Level::life));
    for (const auto* check : {"C47", "C50", "C51", "C52", "C53"})
      all.push_back(alone(of_leases(check, Level::life)));
    for (const auto* check : {"C19", "C54", "C55", "C56", "C57", "C58"})
      all.push_back(alone({.check = check, .up_to = Level::life}));
    for (const auto* deed : {"C37-update", "C45-update", "C19-memory"})
      all.push_back(
          alone({.check = std::string(deed).substr(0, 3), .up_to = Level::life, .deed = deed}));
    all.push_back({.check = "C24", .expected = RuleOutcome::warn, .up_to = Level::life});
    return all;
  }();
  return mutants;
}

const std::vector<Mutant>& fault_mutants() {
  static const std::vector<Mutant> mutants = [] {
    auto all = coded({"F07"}, Level::fault);
    for (const auto* check : {"F01", "F02", "F03", "F04", "F06", "F08"})
      all.push_back({.check = check, .up_to = Level::fault, .also = {"C24"}, .why = kCustom});
    all.push_back(of_leases("F10", Level::fault));
    all.push_back({.check = "F09",
                   .up_to = Level::fault,
                   .also = {"C38"},
                   .why = "a network without isolation is open all the time"});
    all.push_back({.check = "F05",
                   .up_to = Level::fault,
                   .also = {"C20", "C24", "F08"},
                   .why = "the resource is not repaired correctly after a loss either"});
    return all;
  }();
  return mutants;
}

const std::vector<Mutant>& unusual_drivers() {
  static const std::vector<Mutant> drivers{
      {.check = "P13", .deed = "P13-none", .traits = {"no-gateway"}},
      {.check = "P12", .deed = "P12-none", .traits = {"handler-addresses"}},
      {.check = "C12", .up_to = Level::life, .traits = {"late-carrier"}},
      {.check = "C30", .up_to = Level::life, .deed = "C30-routed", .traits = {"routed-ports"}},
      {.check = "F09", .up_to = Level::fault, .traits = {"reachable"}}};
  return drivers;
}

std::vector<Mutant> all_mutants() {
  std::vector<Mutant> all;
  for (const auto* some :
       {&file_mutants(), &loading_mutants(), &plan_mutants(), &life_mutants(), &fault_mutants()})
    all.insert(all.end(), some->begin(), some->end());
  return all;
}

}  // namespace mydocker::testing
