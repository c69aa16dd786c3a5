#pragma once

#include "core/analysis/compared_group.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// A name and what it stands for: "train.epochs", "60".
struct ReportFact {
    std::string name, value;
    bool operator==(const ReportFact&) const = default;
};

/// One question that a study answers: figures first, then the tables with every number.
struct ReportTopic {
    std::string id; ///< "robustness": an anchor
    std::string title;
    std::vector<Figure> figures;
    std::vector<Table> tables;
};

/// A run that did not come to its end, or cannot be read.
struct ReportFailure {
    std::string id; ///< of the run; the folder's name when it cannot be read
    std::string setting; ///< "MLA, train rate 0.4, seed 3"
    std::string why;
};

/// A sentence that runs were left with, and in how many of them.
struct ReportWarning {
    std::string text; ///< numbers in which the runs differ as "10 to 36"
    int runs = 0;
};

/// A planned run, so that every number can be followed to its file.
struct ReportRun {
    std::string id;
    std::uint64_t seed = 0;
    std::string method; ///< "MLA, no HGM"
    std::string setting; ///< "train rate 0.4"; empty when the study varies nothing else
    std::string state; ///< "finished", ..., "not started"
    int epoch = 0; ///< whose weights were kept; 0 until finished
    std::string metricsFile; ///< below the workspace; empty until finished
};

/// What a report is made from beside the study itself.
struct ReportOrigin {
    std::string studyFile; ///< as it is to be named in commands
    std::string workspace; ///< the same
    std::string command; ///< that made the report
    std::int64_t made = 0; ///< seconds since 1970
};

/// Everything that somebody else must know to believe a study, or to do it again.
struct StudyReport {
    std::string title;
    std::string program; ///< that made the report
    std::string studyHash; ///< studyHash()
    ReportOrigin origin;

    std::vector<ReportFact> dataset; ///< name, fingerprint, task, ...
    std::vector<ReportFact> splits; ///< name, size and how it was made
    std::vector<ReportFact> modalities; ///< name and shape; those that the study uses
    std::vector<ReportFact> changedOptions; ///< of the base: what differs from the defaults, with its path
    std::string baseText; ///< the base with every default written out, JSON
    std::vector<ReportFact> axes; ///< path and values
    std::vector<ReportFact> variants; ///< label and settings

    std::vector<std::string> protocol; ///< one sentence each
    std::vector<std::string> shortcuts; ///< of published or released code, one sentence each

    int planned = 0, finished = 0;
    std::vector<ReportFact> states; ///< "failed", "2": without those that no run is in
    std::vector<ReportFailure> failures; ///< failed and unreadable
    std::vector<ReportWarning> warnings; ///< the most frequent first

    std::vector<ReportTopic> topics;
    std::vector<std::string> notMeasured; ///< one sentence each: why a topic is not there

    std::vector<ReportFact> environment; ///< "host", "vm (140 runs)"
    std::vector<std::string> commands; ///< to do it again, for a shell
    std::string studyText; ///< the study file
    std::vector<ReportRun> runs; ///< all that are planned, in the order of the plan
};

/// `plan` of the study; `runs` as readStudyRuns() finds them, others are left out. Fast: opens no file.
StudyReport makeStudyReport(const Study& study, const Dataset& dataset, std::span<const StudyRun> plan,
    std::span<const StoredRun> runs, std::span<const UnreadableRun> unreadable, const ReportOrigin& origin);

} // namespace modalscope
