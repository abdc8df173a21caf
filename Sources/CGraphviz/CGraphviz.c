#define _GNU_SOURCE
#include "CGraphviz.h"

#include <errno.h>
#include <fcntl.h>
#include <graphviz/gvc.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { exitDone = 0, exitNoEngine = 3, exitFailed = 4 };
static const rlim_t memoryLimit = (rlim_t)2 << 30;

typedef struct {
  const CGraphNode *nodes;
  int32_t node_count;
  const CGraphCluster *clusters;
  int32_t cluster_count;
  const CGraphEdge *edges;
  int32_t edge_count;
  CGraphOptions options;
  const char *plugin_folder;
} CGraph;

// The child: build, lay out, write.

typedef struct {
  graph_t *root;
  graph_t **clusters;
  node_t **nodes;
  edge_t **edges;
} Built;

// libcgraph takes the address of a name as its id, and sorts by ids. Addresses that rise from name to name give the same layout
// whatever the program had done to its heap.
static char *rising, *risingEnd;

static void *risingAlloc(void *state, size_t size) {
  (void)state;
  size = (size + 15) & ~(size_t)15;
  if (!rising) {
    void *room = mmap(NULL, memoryLimit / 4, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return NULL;
    rising = room;
    risingEnd = rising + memoryLimit / 4;
  }
  if (size > (size_t)(risingEnd - rising)) return NULL;
  rising += size;
  return rising - size;
}

static void *risingResize(void *state, void *old, size_t old_size, size_t size) {
  void *new = risingAlloc(state, size);
  if (new && old) memcpy(new, old, old_size < size ? old_size : size);
  return new;
}

static void risingFree(void *state, void *old) { (void)state, (void)old; }

static void *array(int32_t count, size_t size) { return calloc((size_t)count + 1, size); }

static void setNumber(void *object, char *name, double value) {
  char text[32];
  snprintf(text, sizeof text, "%.6f", value);
  agsafeset(object, name, text, "");
}

static void setAttributes(graph_t *root, const CGraph *graph) {
  agattr(root, AGRAPH, "rankdir", graph->options.is_left_to_right ? "LR" : "TB");
  agattr(root, AGRAPH, "label", "");
  agattr(root, AGRAPH, "labeljust", "l");
  agattr(root, AGNODE, "label", "");
  agattr(root, AGNODE, "shape", "box");
  agattr(root, AGNODE, "fixedsize", "true");
  agattr(root, AGEDGE, "arrowsize", "0.7");
  setNumber(root, "nodesep", graph->options.node_separation / 72);
  setNumber(root, "ranksep", graph->options.rank_separation / 72);
  if (graph->options.is_hurried) {
    setNumber(root, "nslimit", 1);
    setNumber(root, "nslimit1", 1);
    setNumber(root, "mclimit", 0.3);
    setNumber(root, "searchsize", 10);
  }
}

static graph_t *makeCluster(const Built *built, const CGraph *graph, int i) {
  int parent = graph->clusters[i].parent;
  char text[200];
  snprintf(text, sizeof text, "cluster%d", i);
  graph_t *cluster = agsubg(parent < 0 ? built->root : built->clusters[parent], text, 1);
  // An empty table of the title's size keeps room without any text for Graphviz to measure.
  snprintf(text, sizeof text,
           "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>"
           "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"%d\" HEIGHT=\"%d\"></TD></TR></TABLE>",
           (int)graph->clusters[i].title_width + 1, (int)graph->options.cluster_title_height);
  char *title = agstrdup_html(built->root, text);
  agsafeset(cluster, "label", title, "");
  setNumber(cluster, "margin", graph->options.cluster_margin);
  return cluster;
}

static Built build(const CGraph *graph) {
  Built built = {
      .root = agopen("graph", Agdirected, NULL),
      .clusters = array(graph->cluster_count, sizeof(graph_t *)),
      .nodes = array(graph->node_count, sizeof(node_t *)),
      .edges = array(graph->edge_count, sizeof(edge_t *)),
  };
  setAttributes(built.root, graph);
  for (int i = 0; i < graph->cluster_count; i++) built.clusters[i] = makeCluster(&built, graph, i);
  for (int i = 0; i < graph->node_count; i++) {
    char name[16];
    snprintf(name, sizeof name, "%d", i);
    built.nodes[i] = agnode(built.root, name, 1);
    setNumber(built.nodes[i], "width", graph->nodes[i].width / 72);
    setNumber(built.nodes[i], "height", graph->nodes[i].height / 72);
    int cluster = graph->nodes[i].cluster;
    if (cluster >= 0) agsubnode(built.clusters[cluster], built.nodes[i], 1);
  }
  for (int i = 0; i < graph->edge_count; i++) {
    CGraphEdge edge = graph->edges[i];
    built.edges[i] = agedge(built.root, built.nodes[edge.tail], built.nodes[edge.head], NULL, 1);
  }
  return built;
}

static void put(FILE *out, double value) { fwrite(&value, sizeof value, 1, out); }

static void putPoint(FILE *out, pointf point) {
  put(out, point.x);
  put(out, point.y);
}

static void putEdge(FILE *out, edge_t *edge) {
  splines *curves = ED_spl(edge);
  if (!curves || curves->size != 1 || !curves->list[0].eflag) {
    put(out, 0);
    return;
  }
  bezier curve = curves->list[0];
  put(out, curve.size);
  for (int i = 0; i < curve.size; i++) putPoint(out, curve.list[i]);
  putPoint(out, curve.ep);
}

static int writeLayout(int descriptor, const Built *built, const CGraph *graph) {
  FILE *out = fdopen(descriptor, "wb");
  if (!out) return 0;
  boxf all = GD_bb(built->root);
  put(out, all.UR.x - all.LL.x);
  put(out, all.UR.y - all.LL.y);
  for (int i = 0; i < graph->node_count; i++) putPoint(out, ND_coord(built->nodes[i]));
  for (int i = 0; i < graph->cluster_count; i++) {
    boxf box = GD_bb(built->clusters[i]);
    putPoint(out, box.LL);
    putPoint(out, box.UR);
  }
  for (int i = 0; i < graph->edge_count; i++) putEdge(out, built->edges[i]);
  return fflush(out) == 0 && !ferror(out);
}

/// Gives back what the parent's program had set up: its signal handlers must not run here.
static void leaveParentBehind(double processorSeconds) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);

  struct rlimit noCore = {0, 0};
  setrlimit(RLIMIT_CORE, &noCore);
#if !__has_feature(address_sanitizer)  // whose own memory would count
  struct rlimit memory = {memoryLimit, memoryLimit};
  setrlimit(RLIMIT_DATA, &memory);
#endif
  // Dies of SIGPROF when its processor time is up, however busy the machine and whether or not the parent lives.
  struct itimerval limit = {.it_value = {(time_t)processorSeconds,
                                         (suseconds_t)((processorSeconds - (time_t)processorSeconds) * 1e6)}};
  setitimer(ITIMER_PROF, &limit, NULL);

  int null = open("/dev/null", O_RDWR);
  for (int standard = 0; null >= 0 && standard <= 2; standard++) dup2(null, standard);
  setlocale(LC_ALL, "C");
}

static void runChild(const CGraph *graph, int pipeEnd) {
  // The pipe may sit where a closed standard input was.
  int descriptor = fcntl(pipeEnd, F_DUPFD_CLOEXEC, 3);
  leaveParentBehind(graph->options.processor_seconds);
  if (graph->plugin_folder) setenv("GVBINDIR", graph->plugin_folder, 1);
  agseterr(AGMAX);
  AgMemDisc.alloc = risingAlloc;
  AgMemDisc.resize = risingResize;
  AgMemDisc.free = risingFree;
  GVC_t *context = gvContext();
  if (!context) _exit(exitFailed);
  Built built = build(graph);
  if (gvLayout(context, built.root, "dot") != 0) _exit(exitNoEngine);
  _exit(writeLayout(descriptor, &built, graph) ? exitDone : exitFailed);
}

// The parent: start, read until the limit, clean up.

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

typedef struct {
  char *bytes;
  size_t count, capacity;
} Buffer;

/// 1: more to come, 0: end, -1: trouble.
static int readMore(int descriptor, Buffer *buffer) {
  if (buffer->count == buffer->capacity) {
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 1 << 16;
    char *grown = realloc(buffer->bytes, capacity);
    if (!grown) return -1;
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  ssize_t got = read(descriptor, buffer->bytes + buffer->count, buffer->capacity - buffer->count);
  if (got < 0) return errno == EINTR || errno == EAGAIN ? 1 : -1;
  buffer->count += (size_t)got;
  return got > 0;
}

/// Reads to the end; 0 when the deadline passes first.
static int readAll(int descriptor, double deadline, Buffer *buffer) {
  for (;;) {
    double left = deadline - now();
    if (left <= 0) return 0;
    struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
    int ready = poll(&wanted, 1, (int)(left * 1000) + 1);
    if (ready > 0 && readMore(descriptor, buffer) <= 0) return 1;
    if (ready < 0 && errno != EINTR) return 1;
  }
}

static CGraphLayoutStatus verdict(int waited, int state) {
  if (waited < 0) return CGraphLayoutFailed;
  if (WIFSIGNALED(state)) return WTERMSIG(state) == SIGPROF ? CGraphLayoutAbandoned : CGraphLayoutFailed;
  switch (WEXITSTATUS(state)) {
    case exitDone: return CGraphLayoutDone;
    case exitNoEngine: return CGraphLayoutNoEngine;
    default: return CGraphLayoutFailed;
  }
}

static CGraphLayoutStatus collect(pid_t child, int descriptor, double waitingSeconds, Buffer *buffer) {
  int inTime = readAll(descriptor, now() + waitingSeconds, buffer);
  if (!inTime) kill(child, SIGKILL);
  int state = 0;
  pid_t waited;
  do waited = waitpid(child, &state, 0);
  while (waited < 0 && errno == EINTR);
  return inTime ? verdict(waited, state) : CGraphLayoutAbandoned;
}

static CGraphLayoutStatus layOut(const CGraph *graph, Buffer *buffer) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return CGraphLayoutFailed;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = fork();
  if (child == 0) runChild(graph, ends[1]);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  CGraphLayoutStatus status =
      child < 0 ? CGraphLayoutFailed : collect(child, ends[0], graph->options.waiting_seconds, buffer);
  close(ends[0]);
  return status;
}

CGraphLayoutStatus CGraphLayout(const CGraphNode *nodes, int32_t node_count, const CGraphCluster *clusters,
                                int32_t cluster_count, const CGraphEdge *edges, int32_t edge_count,
                                CGraphOptions options, const char *plugin_folder, double **reply, size_t *count) {
  CGraph graph = {nodes, node_count, clusters, cluster_count, edges, edge_count, options, plugin_folder};
  // One at a time: a second child would hold the first one's pipe open.
  static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&turn);
  Buffer buffer = {0};
  CGraphLayoutStatus status = layOut(&graph, &buffer);
  pthread_mutex_unlock(&turn);
  if (status != CGraphLayoutDone) {
    free(buffer.bytes);
    buffer = (Buffer){0};
  }
  *reply = (double *)(void *)buffer.bytes;
  *count = buffer.count / sizeof(double);
  return status;
}
