#pragma once

#include "app/pages/prediction_maker.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace modalscope {

class SampleView;
class Session;

/// The samples behind a bar of a figure: whose predictions they are, one line each, and a look at the one
/// that is chosen where its dataset is open.
class SamplesBehind : public QWidget {
    Q_OBJECT
public:
    explicit SamplesBehind(Session& session, QWidget* parent = nullptr);

    void clear(); ///< and says how to fill it
    /// `samples` are pooled ones of `result`.
    void showSamples(const PredictionResult& result, const std::vector<std::int64_t>& samples);

private:
    void preview();
    QString whose(const PredictionResult& result) const;
    std::shared_ptr<const Dataset> dataset() const; ///< of the run; null while it is not open

    Session& m_session;
    std::string m_run; // whose dataset it is
    std::string m_split;
    std::int64_t m_splitSize = 0;
    QLabel* m_title;
    QListWidget* m_list;
    QLabel* m_note;
    QPushButton* m_open;
    SampleView* m_view;
    std::shared_ptr<const Dataset> m_shown; // by the view
};

} // namespace modalscope
