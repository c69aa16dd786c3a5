#pragma once

#include "core/figure/study_report.h"

#include <string>
#include <variant>
#include <vector>

namespace modalscope {

/// Names and values in two columns.
struct ReportFacts {
    std::string title; ///< may be empty
    std::vector<ReportFact> facts;
};

struct ReportList {
    std::vector<std::string> items;
};

/// Shown as it is, line by line.
struct ReportCode {
    std::string title; ///< what it is: "study file"
    std::string text;
};

struct ReportHeading {
    std::string id, title;
};

/// What a section is made of; figures are indices into reportFigures(). A plain text is a paragraph.
struct ReportFigureAt {
    std::size_t index = 0;
};
using ReportBlock
    = std::variant<std::string, ReportHeading, ReportFacts, ReportList, ReportCode, Table, ReportFigureAt>;

struct ReportSection {
    std::string id; ///< an anchor
    std::string title;
    std::vector<ReportBlock> blocks;
};

/// The report in reading order: what every format shows.
std::vector<ReportSection> reportSections(const StudyReport& report);

/// All figures of the report, in reading order.
std::vector<const Figure*> reportFigures(const StudyReport& report);

/// "Runs: 0123, 4567 and 33 more, listed below; specification ...; command ..." of a figure or table.
std::string provenanceSentence(const Provenance& provenance);

} // namespace modalscope
