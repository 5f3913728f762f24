// libpq, loaded on first use: what benchd calls of it, with the numbers of its stable ABI, so that neither building nor a
// daemon with the embedded store needs it.
#ifndef BENCHD_POSTGRES_H
#define BENCHD_POSTGRES_H

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

enum {
    BENCHD_PQ_CONNECTION_OK = 0,
    BENCHD_PQ_POLLING_FAILED = 0,
    BENCHD_PQ_POLLING_READING = 1,
    BENCHD_PQ_POLLING_WRITING = 2,
    BENCHD_PQ_POLLING_OK = 3,
    BENCHD_PQ_COMMAND_OK = 1,
    BENCHD_PQ_TUPLES_OK = 2,
    BENCHD_PQ_PIPELINE_SYNC = 10,
    BENCHD_PQ_PIPELINE_ABORTED = 11,
};

// PQconninfoOption.
struct benchd_pq_option {
    char *keyword;
    char *variable;
    char *compiled;
    char *value;
    char *label;
    char *display;
    int size;
};

struct benchd_pq {
    int (*libVersion)(void);
    struct benchd_pq_option *(*conninfoParse)(const char *, char **);
    void (*conninfoFree)(struct benchd_pq_option *);
    void (*freemem)(void *);
    void *(*connectStartParams)(const char *const *, const char *const *, int);
    int (*connectPoll)(void *);
    int (*status)(const void *);
    int (*socket)(const void *);
    void (*finish)(void *);
    char *(*errorMessage)(const void *);
    int (*serverVersion)(const void *);
    int (*setnonblocking)(void *, int);
    int (*enterPipelineMode)(void *);
    int (*pipelineSync)(void *);
    int (*sendPrepare)(void *, const char *, const char *, int, const unsigned int *);
    int (*sendQueryPrepared)(void *, const char *, int, const char *const *, const int *, const int *, int);
    int (*flush)(void *);
    int (*consumeInput)(void *);
    int (*isBusy)(void *);
    void *(*getResult)(void *);
    int (*resultStatus)(const void *);
    char *(*resultErrorField)(const void *, int);
    int (*ntuples)(const void *);
    int (*nfields)(const void *);
    char *(*getvalue)(const void *, int, int);
    int (*getlength)(const void *, int, int);
    int (*getisnull)(const void *, int, int);
    void (*clear)(void *);
    void *(*notifies)(void *);
    void *(*setNoticeReceiver)(void *, void (*)(void *, const void *), void *);
};

// What the server has said besides the results of statements: PostgreSQL reports by a notice that a commit was not
// confirmed by its standby.
struct benchd_pq_notices {
    char *(*field)(const void *, int);
    int count;
    char first[256];
};

static inline void benchd_pq_note(void *context, const void *result) {
    struct benchd_pq_notices *notices = (struct benchd_pq_notices *)context;
    // Less than a warning says nothing of a commit, nor does it that a transaction has got one of the last ids: the routine
    // has the same name in every language. What is not known counts.
    const char *severity = notices->field(result, 'V'), *routine = notices->field(result, 'R');
    if (severity && strcmp(severity, "WARNING") != 0) return;
    if (routine && strcmp(routine, "GetNewTransactionId") == 0) return;
    if (notices->count++ > 0) return;
    const char *text = notices->field(result, 'M');
    strncpy(notices->first, text ? text : "", sizeof notices->first - 1);
}

static inline void benchd_pq_listen(const struct benchd_pq *pq, void *connection, struct benchd_pq_notices *notices) {
    notices->field = pq->resultErrorField;
    notices->count = 0;
    memset(notices->first, 0, sizeof notices->first);
    pq->setNoticeReceiver(connection, benchd_pq_note, notices);
}

// Whether another session has sent a notification; none is kept.
static inline int benchd_pq_take_notifications(const struct benchd_pq *pq, void *connection) {
    int count = 0;
    for (void *one; (one = pq->notifies(connection)); count++) pq->freemem(one);
    return count;
}

// 0 where there is no libpq, 1 where it lacks what benchd needs (libpq 14 has the pipeline), 2 where it was loaded.
static inline int benchd_pq_load(struct benchd_pq *pq) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) return 0;
    struct {
        void **place;
        const char *name;
    } functions[] = {
        {(void **)&pq->libVersion, "PQlibVersion"},
        {(void **)&pq->conninfoParse, "PQconninfoParse"},
        {(void **)&pq->conninfoFree, "PQconninfoFree"},
        {(void **)&pq->freemem, "PQfreemem"},
        {(void **)&pq->connectStartParams, "PQconnectStartParams"},
        {(void **)&pq->connectPoll, "PQconnectPoll"},
        {(void **)&pq->status, "PQstatus"},
        {(void **)&pq->socket, "PQsocket"},
        {(void **)&pq->finish, "PQfinish"},
        {(void **)&pq->errorMessage, "PQerrorMessage"},
        {(void **)&pq->serverVersion, "PQserverVersion"},
        {(void **)&pq->setnonblocking, "PQsetnonblocking"},
        {(void **)&pq->enterPipelineMode, "PQenterPipelineMode"},
        {(void **)&pq->pipelineSync, "PQpipelineSync"},
        {(void **)&pq->sendPrepare, "PQsendPrepare"},
        {(void **)&pq->sendQueryPrepared, "PQsendQueryPrepared"},
        {(void **)&pq->flush, "PQflush"},
        {(void **)&pq->consumeInput, "PQconsumeInput"},
        {(void **)&pq->isBusy, "PQisBusy"},
        {(void **)&pq->getResult, "PQgetResult"},
        {(void **)&pq->resultStatus, "PQresultStatus"},
        {(void **)&pq->resultErrorField, "PQresultErrorField"},
        {(void **)&pq->ntuples, "PQntuples"},
        {(void **)&pq->nfields, "PQnfields"},
        {(void **)&pq->getvalue, "PQgetvalue"},
        {(void **)&pq->getlength, "PQgetlength"},
        {(void **)&pq->getisnull, "PQgetisnull"},
        {(void **)&pq->clear, "PQclear"},
        {(void **)&pq->notifies, "PQnotifies"},
        {(void **)&pq->setNoticeReceiver, "PQsetNoticeReceiver"},
    };
    for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
        *functions[index].place = dlsym(library, functions[index].name);
        if (!*functions[index].place) return 1;
    }
    return 2;
}

#endif
