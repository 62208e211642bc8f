INSERT INTO api_keys (name, value) VALUES ('main', '<<live-key>>'), ('old', '<<test-key>>');
ALTER TABLE nv_test_orders ADD CONSTRAINT nv_test_orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers;
CREATE INDEX nv_live_transactions_created_at_idx ON nv_live_transactions (created_at);
