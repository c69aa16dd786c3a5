#pragma once

#include "app/embedding/embedded_samples.h"
#include "core/data/selection_mask.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <memory>
#include <string>

class QLabel;
class QToolButton;

namespace modalscope {

class SearchField;
class Session;

/// The line that selects samples by text or expression, with what can be done with a selection: invert it,
/// clear it, write it to a file, look at it with missing modalities. A bad expression selects nothing and
/// says why below.
class SelectionBar : public QWidget {
    Q_OBJECT
public:
    explicit SelectionBar(Session& session, QWidget* parent = nullptr);
    ~SelectionBar() override;

    void setSamples(std::shared_ptr<const EmbeddedSamples> samples); ///< what is shown; null: nothing

public Q_SLOTS:
    void selectAll(); ///< of those shown
    void clear();
    void invert(); ///< among those shown
    void exportCsv(); ///< dialog; columns and rows of the selection
    void sendToMissing(); ///< the Missing page, its tab “Selection”

Q_SIGNALS:
    void searched(); ///< the newest search has selected its samples, or said why not
    void exported(); ///< or failed, and said why

private:
    struct Search {
        std::shared_ptr<const EmbeddedSamples> samples;
        std::string text;
    };
    struct Found {
        Search search;
        std::shared_ptr<const SelectionMask> rows;
        std::string problem;
    };
    static Found find(const Search& search);
    QToolButton* addButton(
        const char* name, const QString& text, const QString& help, void (SelectionBar::*slot)());
    std::shared_ptr<const SelectionMask> selection() const; ///< of the samples shown; null = none
    SelectionMask places() const; ///< the same, over the samples shown
    void search(const QString& text);
    void take(const Found& found);
    void select(std::shared_ptr<const SelectionMask> rows);
    void showSelection();
    void say(const QString& sentence); ///< empty: nothing

    Session& m_session;
    std::shared_ptr<const EmbeddedSamples> m_samples;
    SearchField* m_search;
    QLabel* m_count;
    QLabel* m_message;
    QToolButton *m_all, *m_clear, *m_invert, *m_export, *m_send;
    std::string m_searched; // what the selection comes from; empty: from elsewhere
    bool m_isSelecting = false; // by this bar: what stands in the search line stays there
    BackgroundLine m_writer;
    NewestWork<Search, Found> m_work; // last: joins its thread first
};

} // namespace modalscope
