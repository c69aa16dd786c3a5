#include "widgets/samples/sample_reader.h"

#include <QMetaObject>

#include <array>

namespace modalscope {

SampleReader::SampleReader(QObject* parent)
    : QObject(parent)
    , m_thread([this](const std::stop_token& stop) { work(stop); })
{ }

SampleReader::~SampleReader() = default;

void SampleReader::read(std::shared_ptr<const Dataset> dataset, std::size_t split, std::int64_t sample)
{
    {
        const std::lock_guard lock(m_mutex);
        m_question = Question{std::move(dataset), split, sample, ++m_number};
    }
    m_asked.notify_one();
}

void SampleReader::forget()
{
    const std::lock_guard lock(m_mutex);
    m_question.reset();
    ++m_number;
}

void SampleReader::work(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::optional<Question> question;
        {
            std::unique_lock lock(m_mutex);
            if (!m_asked.wait(lock, stop, [this] { return m_question.has_value(); }))
                return;
            question.swap(m_question);
        }
        auto rows = std::make_shared<const SampleRows>(answer(*question));
        QMetaObject::invokeMethod(
            this,
            [this, rows = std::move(rows), number = question->number] {
                if (number == m_number)
                    Q_EMIT finished(rows);
            },
            Qt::QueuedConnection);
    }
}

SampleRows SampleReader::answer(const Question& question)
{
    SampleRows rows{question.dataset, question.split, question.sample, {}, {}, {}};
    const auto& split = question.dataset->splits[question.split];
    const std::array index{question.sample};
    const auto readInto = [&](const RowReader& reader, std::vector<float>& values) {
        values.resize(std::size_t(reader.rowSize()));
        if (auto done = reader.read(index, values); !done && !rows.error)
            rows.error = done.error();
    };
    for (std::size_t m = 0; m < question.dataset->modalities.size(); ++m) {
        auto& values = rows.values.emplace_back();
        if (split.hasModality(m, question.sample))
            readInto(*split.rows[m], values);
    }
    if (split.labelMaps)
        readInto(*split.labelMaps, rows.labelMap);
    return rows;
}

} // namespace modalscope
