#pragma once

#include "core/eval/similarity_report.h"
#include "core/store/adapter_folder.h"

#include <QWidget>

#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;

namespace modalscope {

class EngineWork;
class FigureView;
class ProgressRow;
class Session;

/// Similarity of features with complete and with missing inputs, of the base as it is and with one of its
/// adapter sets. Nothing is computed until somebody asks for it: the network predicts a split up to three
/// times.
class SimilarityPanel : public QWidget {
    Q_OBJECT
public:
    explicit SimilarityPanel(Session& session, QWidget* parent = nullptr);
    ~SimilarityPanel() override;

    /// Base runs and the adapter sets that each of them has. Another base ends a comparison and takes its
    /// figure away.
    void setBases(const std::vector<std::string>& ids, const std::vector<StoredAdapters>& stored);
    FigureView* figureView() const { return m_figure; }

Q_SIGNALS:
    void drawn();

private:
    /// What can be compared.
    struct Offer {
        std::string key, label;
        std::vector<std::string> present;
        std::filesystem::path adapters; ///< empty = the base as it is
    };

    void chooseBase();
    void offer();
    void start();
    void take(const SimilarityReport& report);
    void showState();
    void say(const QString& text, bool isProblem);
    void clearFigure();

    Session& m_session;
    std::vector<std::string> m_bases;
    std::vector<StoredAdapters> m_stored; // of each base
    std::string m_base; // the chosen one
    std::vector<Offer> m_offers;
    QComboBox* m_run;
    QComboBox* m_choice;
    QComboBox* m_split;
    QPushButton* m_button;
    ProgressRow* m_progress;
    QLabel* m_said;
    FigureView* m_figure;
    EngineWork* m_work;
    bool m_isStale = false; // what is being made is for another base
    bool m_isFilling = false;
};

} // namespace modalscope
