// docs/plan_reference.md shows every resource: its JSON, what it is called, and its shell lines.
// All of that is read here and compared with what the code makes of it.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "mydocker/documents.hpp"
#include "runtime/plan/shell_lines.hpp"
#include "support/json.hpp"
#include "unit/sdk/every_resource.hpp"

namespace mydocker::plan {
namespace {

struct Section {
  std::string text;
  std::vector<std::string> examples;  // JSON
  std::vector<std::string> lines;     // shell lines, one block for each example
};

std::string code_in(std::istream& file) {
  std::string code;
  for (std::string line; std::getline(file, line) && line != "```";) code += line + "\n";
  return code;
}

// A section begins with a heading that is one word in backticks: a resource's name in documents.
std::map<std::string, Section> sections_of(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::map<std::string, Section> sections;
  Section* section = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) {
      const bool resource = line.size() > 5 && line[3] == '`' && line.back() == '`';
      section = resource ? &sections[line.substr(4, line.size() - 5)] : nullptr;
    }
    if (section == nullptr) continue;
    if (line == "```json") {
      section->examples.push_back(code_in(file));
    } else if (line == "```sh") {
      section->lines.push_back(code_in(file));
    } else {
      section->text += line + "\n";
    }
  }
  return sections;
}

const std::map<std::string, Section>& sections() {
  static const auto all = sections_of(PLAN_REFERENCE);
  return all;
}

Json entry_of(const Resource& resource) {
  return json_from(documents::encode(Plan().ensure(resource, "w")))["plan"][0];
}

// For a container that `ip netns` knows as c1, and a setting that was 0 before.
std::string lines_of(const Resource& resource) {
  const ShellContext context{"/run/netns/c1"};
  std::string text = "# make " + describe(resource) + "\n" + create_line(resource, context) + "\n";
  if (const auto last = bring_up_line(resource, context); !last.empty())
    text += "# when the rest of the plan is made\n" + last + "\n";
  return text + "# take it away\n" + destroy_line(resource, "0", context) + "\n";
}

TEST(PlanReference, HasASectionForEveryResourceAndForNothingElse) {
  std::set<std::string> kinds;
  for (const auto& resource : every_resource()) kinds.insert(std::string(kind_of(resource)));
  std::set<std::string> found;
  for (const auto& [name, section] : sections()) found.insert(name);
  EXPECT_EQ(found, kinds);
}

TEST(PlanReference, NamesEveryFieldInATable) {
  for (const auto& resource : every_resource()) {
    const std::string kind(kind_of(resource));
    ASSERT_TRUE(sections().contains(kind)) << kind;
    const auto entry = entry_of(resource);
    for (const auto& [field, value] : entry["resource"].fields())
      EXPECT_NE(sections().at(kind).text.find("\n| `" + field + "` | "), std::string::npos)
          << kind << " has a field \"" << field << "\" of which nothing is said";
  }
}

TEST(PlanReference, ShowsDocumentsAsTheyAreWritten) {
  for (const auto& [name, section] : sections()) {
    EXPECT_FALSE(section.examples.empty()) << name;
    for (const auto& example : section.examples) {
      SCOPED_TRACE(example);
      auto shown = json_from(example);
      ASSERT_TRUE(shown.is_object());
      EXPECT_EQ(shown["kind"], name);
      shown["why"] = "w";
      shown["lifetime"] = "plan";
      const auto plan = documents::decode_plan(Json{{"plan", Json::array({shown})}}.dump());
      ASSERT_TRUE(plan.ok()) << plan.error().message();
      EXPECT_EQ(entry_of(plan->entries().front().resource), shown);
    }
  }
}

TEST(PlanReference, ShowsTheLinesOfADryRun) {
  for (const auto& [name, section] : sections()) {
    if (name == "firewall") continue;  // the text above is the whole table
    ASSERT_EQ(section.lines.size(), section.examples.size()) << name;
    for (std::size_t i = 0; i < section.examples.size(); ++i) {
      auto shown = json_from(section.examples[i]);
      shown["why"] = "w";
      shown["lifetime"] = "plan";
      const auto plan = documents::decode_plan(Json{{"plan", Json::array({shown})}}.dump());
      ASSERT_TRUE(plan.ok()) << plan.error().message();
      EXPECT_EQ(section.lines[i], lines_of(plan->entries().front().resource)) << name;
    }
  }
}

TEST(PlanReference, SaysHowEachIsObservedMadeAndUndone) {
  for (const auto& [name, section] : sections())
    for (const char* said : {"**Observed**", "**Made**", "**Undone**"})
      EXPECT_NE(section.text.find(said), std::string::npos) << name << " lacks " << said;
}

}  // namespace
}  // namespace mydocker::plan
