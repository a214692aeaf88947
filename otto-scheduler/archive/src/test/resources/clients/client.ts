// What a client in TypeScript looks like: URL and token are its arguments.
import process from "node:process";
import createClient from "openapi-fetch";
import type { paths } from "./otto.js";

const [, , baseUrl, token] = process.argv;
const otto = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const created = await otto.POST("/external/jobs", {
  body: {
    id: "of TypeScript",
    type: "news",
    scheduleType: "recurring",
    cron: "0 7 * * *",
    payload: { prompt: "Hello", timeoutSeconds: 60 },
  },
});
if (created.error) {
  throw new Error(created.error.message);
}
const path = { id: created.data.id };
const read = await otto.GET("/external/jobs/{id}", { params: { path } });
const job = read.data!.job;
const next: number | null = job.nextRunAt;
const model: string | null | undefined = job.effectiveModel?.modelId;
const missing = await otto.GET("/external/jobs/{id}", { params: { path: { id: "gone" } } });
console.log(job.id, job.cron, next! > Date.now(), model, missing.error?.error);
