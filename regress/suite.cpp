#include "regress/suite.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "import/import.hpp"
#include "network/engines.hpp"
#include "network/error.hpp"
#include "network/yaml.hpp"
#include "regress/suite.schema.json.hpp"
#include "testbench/build_cache.hpp"

namespace weir::regress {

namespace {

constexpr std::int64_t kMostCases = 1'000'000;
constexpr std::int64_t kMostBatch = 64;
constexpr std::int64_t kMostStimuli = 64;
constexpr std::int64_t kMostMemoryMb = 1 << 24;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

void parse_run(const Yaml& yaml, FixedScenario& fixed) {
  if (const auto frames = yaml.find("frames")) fixed.frames = frames->integer(1);
  if (const auto engines = yaml.find("engines")) fixed.engines = parse_engines(*engines);
}

// Frames and outputs come and go at random times.
constexpr const char* kStalls =
    "traffic: {source: {open: [1, 9], closed: [0, 9]}, sink: {open: [1, 9], closed: [0, 9]}}\n";

// The folder of a FINN build, or a model, imported anew.
FixedScenario parse_build_entry(const Yaml& yaml, const std::filesystem::path& folder) {
  importer::Options options;
  options.model = std::filesystem::absolute(folder / yaml.at("build").text()).lexically_normal();
  std::error_code error;
  if (!std::filesystem::exists(options.model, error))
    yaml.at("build").fail(options.model.string() + ", which is not there", "the folder of a build");
  options.finn_hardware = true;
  if (const auto hardware = yaml.find("hardware")) {
    options.finn_hardware = hardware->text() == "finn";
    if (!options.finn_hardware && hardware->text() != "weir") hardware->fail("finn or weir");
  }
  FixedScenario fixed;
  fixed.name = importer::scenario_name(options.model);
  if (const auto name = yaml.find("name")) fixed.name = name->text();
  if (!is_scenario_name(fixed.name)) yaml.fail("name " + fixed.name, std::string(kScenarioNames));
  parse_run(yaml, fixed);
  const auto stalls = yaml.find("stalls");
  const bool stalled = stalls && stalls->boolean();
  const std::string what =
      fmt::format("{} {} {}", options.model.string(), options.finn_hardware, stalled ? kStalls : "");
  const std::filesystem::path imports =
      testbench::cache_root() / "imports" / fmt::format("{:016x}", XXH3_64bits(what.data(), what.size()));
  std::filesystem::create_directories(imports);
  fixed.file = options.output = imports / (fixed.name + ".yaml");
  (void)importer::import_model(options);
  if (stalled) testbench::write_text_atomically(fixed.file, text_of(fixed.file) + kStalls);
  return fixed;
}

FixedScenario parse_scenario_entry(const Yaml& yaml, const std::filesystem::path& folder) {
  FixedScenario fixed;
  if (!yaml.is_map()) {
    fixed.file = folder / yaml.text();
  } else {
    if (yaml.find("build")) return parse_build_entry(yaml, folder);
    fixed.file = folder / yaml.at("scenario").text();
    parse_run(yaml, fixed);
    if (const auto locks = yaml.find("locks")) fixed.locks = locks->boolean();
  }
  fixed.name = fixed.file.stem().string();
  if (!std::filesystem::is_regular_file(fixed.file))
    yaml.fail(fixed.file.string() + ", which is not there", "a file");
  return fixed;
}

Campaign parse_campaign(const Yaml& yaml, const std::vector<std::string>& engines) {
  Campaign campaign;
  campaign.name = yaml.at("name").text();
  if (!is_scenario_name(campaign.name)) yaml.at("name").fail(std::string(kScenarioNames));
  if (campaign.name == kScenarios) yaml.at("name").fail(campaign.name, "another name than the scenarios'");
  const std::string of = yaml.at("of").text();
  if (of != "layers" && of != "networks") yaml.at("of").fail("layers or networks");
  campaign.draw = of == "layers" ? Draw::kLayers : Draw::kNetworks;
  if (const auto batch = yaml.find("batch")) campaign.batch = batch->integer(1, kMostBatch);
  if (const auto stimuli = yaml.find("stimuli")) campaign.stimuli = stimuli->integer(1, kMostStimuli);
  const auto own = yaml.find("engines");
  campaign.engines = own ? parse_engines(*own) : engines;
  if (campaign.engines.size() < 2) {
    const std::string one = campaign.engines.empty() ? "no engine" : campaign.engines[0] + " alone";
    (own ? *own : yaml).fail(one, "two engines or more, as they are compared");
  }
  const auto cases = yaml.find("cases");
  const auto minutes = yaml.find("minutes");
  if (cases.has_value() == minutes.has_value())
    yaml.fail(cases ? "both cases and minutes" : "neither cases nor minutes", "one of them");
  if (cases) campaign.cases = cases->integer(1, kMostCases);
  if (cases && campaign.cases % campaign.stimuli != 0)
    cases->fail(std::to_string(campaign.cases), fmt::format("a multiple of stimuli, {}", campaign.stimuli));
  if (minutes) campaign.minutes = minutes->positive_number();
  return campaign;
}

}  // namespace

const Schema& suite_schema() {
  static const Schema schema(kSuiteSchema);
  return schema;
}

Suite load_suite(const std::filesystem::path& file) {
  const Yaml yaml = Yaml::load(file);
  if (const auto scenario = yaml.find("scenario"); scenario && !yaml.find("suite"))
    scenario->fail("a scenario", "a suite of regressions (weir run runs scenarios)");
  yaml.check_keys(suite_schema());
  Suite suite;
  suite.file = file;
  suite.text = text_of(file);
  suite.name = yaml.at("suite").text();
  if (suite.name != file.stem() || !is_scenario_name(suite.name))
    yaml.at("suite").fail(file.stem().string() + ", the file's stem: " + std::string(kScenarioNames));
  suite.intent = yaml.at("intent").text();
  if (const auto seed = yaml.find("seed")) suite.seed = static_cast<std::uint64_t>(seed->integer(0));
  const auto engines = yaml.find("engines");
  suite.engines = engines ? parse_engines(*engines) : engine_names(&Engine::values);
  if (const auto expected = yaml.find("expected")) suite.expected = file.parent_path() / expected->text();
  if (const auto limits = yaml.find("limits")) {
    if (const auto seconds = limits->find("seconds_per_case")) suite.seconds_per_case = seconds->integer(1);
    if (const auto memory = limits->find("memory_mb_per_case"))
      suite.memory_mb_per_case = memory->integer(0, kMostMemoryMb);
    if (const auto minutes = limits->find("shrink_minutes"))
      suite.shrink_minutes = static_cast<double>(minutes->integer(0));
  }
  std::set<std::string> names;
  const auto once = [&names](const Yaml& entry, const std::string& name) {
    if (!names.insert(name).second) entry.fail(name + " a second time", "a name of its own");
  };
  if (const auto scenarios = yaml.find("scenarios")) {
    for (const Yaml& entry : scenarios->items()) {
      suite.scenarios.push_back(parse_scenario_entry(entry, file.parent_path()));
      once(entry, suite.scenarios.back().name);
    }
  }
  if (const auto campaigns = yaml.find("campaigns")) {
    for (const Yaml& entry : campaigns->items()) {
      suite.campaigns.push_back(parse_campaign(entry, suite.engines));
      once(entry, suite.campaigns.back().name);
    }
  }
  if (suite.scenarios.empty() && suite.campaigns.empty())
    yaml.fail("neither scenarios nor campaigns", "something to run");
  for (const FixedScenario& fixed : suite.scenarios) {
    const std::string text = text_of(fixed.file);
    suite.text += fmt::format("# {}: {:016x}\n", fixed.name, XXH3_64bits(text.data(), text.size()));
  }
  return suite;
}

void keep_only(Suite& suite, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::ranges::find(suite.scenarios, name, &FixedScenario::name) == suite.scenarios.end() &&
        std::ranges::find(suite.campaigns, name, &Campaign::name) == suite.campaigns.end())
      throw BadInput("--only", name, "scenarios and campaigns of " + suite.file.string());
  }
  const auto is_other = [&](const auto& each) { return std::ranges::find(names, each.name) == names.end(); };
  std::erase_if(suite.scenarios, is_other);
  std::erase_if(suite.campaigns, is_other);
  suite.text += fmt::format("# only {}\n", fmt::join(names, ", "));
}

}  // namespace weir::regress
