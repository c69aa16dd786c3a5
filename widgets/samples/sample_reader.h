#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <QObject>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace modalscope {

/// One sample's rows, as read.
struct SampleRows {
    std::shared_ptr<const Dataset> dataset;
    std::size_t split = 0;
    std::int64_t sample = 0;
    std::vector<std::vector<float>> values; ///< one per modality; empty where the sample lacks it
    std::vector<float> labelMap; ///< segmentation
    std::optional<Error> error;
};

/// Reads samples on a thread of its own; of several questions only the last is answered.
class SampleReader : public QObject {
    Q_OBJECT
public:
    explicit SampleReader(QObject* parent = nullptr);
    ~SampleReader() override;

    void read(std::shared_ptr<const Dataset> dataset, std::size_t split, std::int64_t sample);
    void forget(); ///< answers nothing that was asked so far

Q_SIGNALS:
    void finished(const std::shared_ptr<const modalscope::SampleRows>& rows);

private:
    struct Question {
        std::shared_ptr<const Dataset> dataset;
        std::size_t split;
        std::int64_t sample;
        int number;
    };
    void work(const std::stop_token& stop);
    static SampleRows answer(const Question& question);

    std::mutex m_mutex;
    std::condition_variable_any m_asked;
    std::optional<Question> m_question;
    int m_number = 0; // of the last question; this object's thread only
    std::jthread m_thread; // last member: stops and joins before the rest goes
};

} // namespace modalscope
