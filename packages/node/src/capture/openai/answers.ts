import { isRecord } from '../../is-record.ts';
import type { ModelAnswer } from '../genai/calls.ts';
import { numberOf, textOf } from './request.ts';

/** Puts an answer together, whole or from the chunks of a stream. */
export interface AnswerReader {
  /** The whole answer, or one chunk of it. */
  read(value: unknown): void;
  answer(): ModelAnswer;
}

/** Answers of `chat.completions`: a completion has messages, a chunk of it has what is added to them. */
export function createChatReader(keepsContent: boolean): AnswerReader {
  let [id, model, inputTokens, outputTokens]: [string?, string?, number?, number?] = [];
  const reasons: string[] = [];
  const texts: string[] = [];
  return {
    read(value) {
      if (!isRecord(value)) return;
      id ??= textOf(value['id']);
      model ??= textOf(value['model']);
      const usage = value['usage'];
      if (isRecord(usage)) {
        inputTokens = numberOf(usage['prompt_tokens']);
        outputTokens = numberOf(usage['completion_tokens']);
      }
      for (const choice of listOf(value['choices'])) {
        if (!isRecord(choice)) continue;
        const at = numberOf(choice['index']) ?? 0;
        const reason = textOf(choice['finish_reason']);
        if (reason !== undefined) reasons[at] = reason;
        const message = choice['message'] ?? choice['delta'];
        const text = isRecord(message) ? textOf(message['content']) : undefined;
        if (keepsContent && text !== undefined) texts[at] = (texts[at] ?? '') + text;
      }
    },
    answer: () => ({
      id,
      model,
      inputTokens,
      outputTokens,
      finishReasons: reasons.length === 0 ? undefined : reasons.map((reason) => reason ?? 'unknown'),
      output: keepsContent ? outputOf(texts, reasons) : undefined,
    }),
  };
}

/** Answers of `responses`: a stream ends with an event that holds the whole response. */
export function createResponsesReader(keepsContent: boolean): AnswerReader {
  let response: Readonly<Record<string, unknown>> = {};
  return {
    read(value) {
      if (!isRecord(value)) return;
      const inEvent = value['response'];
      if (value['object'] === 'response') response = value;
      else if (isRecord(inEvent)) response = inEvent;
    },
    answer() {
      const usage = isRecord(response['usage']) ? response['usage'] : {};
      const reason = reasonOf(response);
      const text = textOf(response['output_text']) ?? outputTextOf(response['output']);
      return {
        id: textOf(response['id']),
        model: textOf(response['model']),
        inputTokens: numberOf(usage['input_tokens']),
        outputTokens: numberOf(usage['output_tokens']),
        finishReasons: reason === undefined ? undefined : [reason],
        output: keepsContent ? outputOf([text], [reason ?? 'unknown']) : undefined,
      };
    },
  };
}

export function createEmbeddingsReader(): AnswerReader {
  let answer: ModelAnswer = {};
  return {
    read(value) {
      if (!isRecord(value)) return;
      const usage = isRecord(value['usage']) ? value['usage'] : {};
      answer = { model: textOf(value['model']), inputTokens: numberOf(usage['prompt_tokens']) };
    },
    answer: () => answer,
  };
}

/** In the words of the conventions, where `responses` has its own. */
function reasonOf(response: Readonly<Record<string, unknown>>): string | undefined {
  const status = textOf(response['status']);
  if (status === 'completed') return 'stop';
  if (status === 'failed') return 'error';
  const details = response['incomplete_details'];
  return (isRecord(details) ? textOf(details['reason']) : undefined) ?? status;
}

function outputTextOf(output: unknown): string {
  const parts = listOf(output).flatMap((item) => (isRecord(item) ? listOf(item['content']) : []));
  return parts.map((part) => (isRecord(part) ? (textOf(part['text']) ?? '') : '')).join('');
}

function outputOf(texts: readonly (string | undefined)[], reasons: readonly string[]): string {
  const messages = reasons.map((reason, at) => ({
    role: 'assistant',
    parts: [{ type: 'text', content: texts[at] ?? '' }],
    finish_reason: reason,
  }));
  return JSON.stringify(messages);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
