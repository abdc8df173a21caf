#ifndef NNLEARN_CGRAPHVIZ_H
#define NNLEARN_CGRAPHVIZ_H

#include <stddef.h>
#include <stdint.h>

// What Graphviz may know about a graph: sizes and connections, no text. Lengths in points (1/72 inch).

typedef struct {
  double width;
  double height;
  /// Innermost cluster, -1 for none.
  int32_t cluster;
} CGraphNode;

typedef struct {
  /// A smaller index, -1 for none.
  int32_t parent;
  /// Room kept for the title.
  double title_width;
} CGraphCluster;

typedef struct {
  int32_t tail;
  int32_t head;
} CGraphEdge;

typedef struct {
  double node_separation;
  double rank_separation;
  double cluster_margin;
  double cluster_title_height;
  int32_t is_left_to_right;
  /// Fewer passes of network simplex and crossing reduction, for large graphs.
  int32_t is_hurried;
  /// Of one processor; beyond it the layout is abandoned.
  double processor_seconds;
  /// By the clock, for a machine that has other things to do.
  double waiting_seconds;
} CGraphOptions;

typedef enum {
  CGraphLayoutDone = 0,
  /// A limit was reached.
  CGraphLayoutAbandoned,
  /// Graphviz has no layout engine "dot" here.
  CGraphLayoutNoEngine,
  /// Graphviz crashed, ran out of memory, or no child process could be started.
  CGraphLayoutFailed,
} CGraphLayoutStatus;

/// Lays a graph out with dot in a child process, because Graphviz can neither be interrupted nor be trusted with
/// memory; the child is killed when a limit is reached. Calls from several threads take turns.
///
/// `plugin_folder` holds Graphviz plug-ins; NULL: the system's.
/// On `CGraphLayoutDone`, `*reply` (to be freed with `free`) holds `*count` doubles, y upwards, in points:
///   width, height;
///   x, y of the centre of each node;
///   left, bottom, right, top of each cluster;
///   for each edge n, then n points x, y: a cubic Bezier curve from tail to head, without the arrow's tip;
///     then the tip x, y. n = 0: no curve, and no tip.
CGraphLayoutStatus CGraphLayout(const CGraphNode *nodes, int32_t node_count, const CGraphCluster *clusters,
                                int32_t cluster_count, const CGraphEdge *edges, int32_t edge_count,
                                CGraphOptions options, const char *plugin_folder, double **reply, size_t *count);

#endif
